// An app that reads the answer to its end for itself, whether or not the client stays.

import { openai } from "@ai-sdk/openai";
import { createTextStreamResponse, streamText, toTextStream } from "ai";
import { observeModel } from "nebuly/ai-sdk";
import { withInteraction } from "nebuly/next";
import { readSession } from "../../../lib/session";

const model = observeModel(openai("gpt-5-mini"));

export const POST = withInteraction(async (request: Request): Promise<Response> => {
  const { question } = await request.json();
  const result = streamText({ model, prompt: question });
  void result.consumeStream();
  return createTextStreamResponse({ stream: toTextStream({ stream: result.stream }) });
}, readSession);
