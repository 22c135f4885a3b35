// No stream: the answer is thought out before the first byte leaves.

import { openai } from "@ai-sdk/openai";
import { generateText } from "ai";
import { observeModel } from "nebuly/ai-sdk";
import { withInteraction } from "nebuly/next";
import { readSession } from "../../../lib/session";

const model = observeModel(openai("gpt-5-mini"));

export const POST = withInteraction(async (request: Request): Promise<Response> => {
  const { question } = await request.json();
  request.signal.addEventListener("abort", () => console.log(`the client of "${question}" has gone`));
  const { text } = await generateText({ model, prompt: question });
  return Response.json({ text });
}, readSession);
