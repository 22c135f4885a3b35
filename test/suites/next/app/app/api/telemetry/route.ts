// Two calls, seen only by the telemetry that instrumentation.ts registered from its own copy of the package.

import { openai } from "@ai-sdk/openai";
import { createTextStreamResponse, embed, streamText, toTextStream } from "ai";
import { withInteraction } from "nebuly/next";
import { readSession } from "../../../lib/session";

export const POST = withInteraction(async (request: Request): Promise<Response> => {
  const { question } = await request.json();
  await embed({ model: openai.embedding("text-embedding-3-small"), value: question });
  const result = streamText({ model: openai("gpt-5-mini"), prompt: question, abortSignal: request.signal });
  const isSameCopy = Reflect.get(globalThis, "copyOfInstrumentation") === withInteraction;
  return createTextStreamResponse({
    stream: toTextStream({ stream: result.stream }),
    headers: { "x-copy": isSameCopy ? "same" : "another" },
  });
}, readSession);
