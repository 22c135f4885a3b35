// The same on the Edge runtime, where Node's modules are not to be had.

import { openai } from "@ai-sdk/openai";
import { createTextStreamResponse, streamText, toTextStream } from "ai";
import { observeModel } from "nebuly/ai-sdk";
import { NebulyCallbackHandler } from "nebuly/langchain";
import { withInteraction } from "nebuly/next";
import { readSession } from "../../../lib/session";

export const runtime = "edge";

const model = observeModel(openai("gpt-5-mini"));

export const POST = withInteraction(async (request: Request): Promise<Response> => {
  const { question } = await request.json();
  const result = streamText({ model, prompt: question, abortSignal: request.signal });
  return createTextStreamResponse({
    stream: toTextStream({ stream: result.stream }),
    headers: { "x-handler": typeof NebulyCallbackHandler, "x-edge": String(Reflect.get(globalThis, "EdgeRuntime")) },
  });
}, readSession);
