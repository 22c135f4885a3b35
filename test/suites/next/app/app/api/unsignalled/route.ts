// What most apps do: the request's signal is not handed to the model.

import { openai } from "@ai-sdk/openai";
import { createTextStreamResponse, streamText, toTextStream } from "ai";
import { observeModel } from "nebuly/ai-sdk";
import { withInteraction } from "nebuly/next";
import { readSession } from "../../../lib/session";

const model = observeModel(openai("gpt-5-mini"));

export const POST = withInteraction(async (request: Request): Promise<Response> => {
  const { question } = await request.json();
  const result = streamText({ model, prompt: question });
  return createTextStreamResponse({ stream: toTextStream({ stream: result.stream }) });
}, readSession);
