// The chat on the AI SDK: help pages are looked up, a tool may be called, the answer is streamed. One turn, one interaction.

import { openai } from "@ai-sdk/openai";
import {
  convertToModelMessages,
  createUIMessageStream,
  createUIMessageStreamResponse,
  isStepCount,
  streamText,
  tool,
  toUIMessageStream,
} from "ai";
import { observeModel } from "nebuly/ai-sdk";
import { withInteraction } from "nebuly/next";
import { z } from "zod";
import { type ChatMessage, questionOf } from "../../../lib/chat-message.ts";
import { findOrder } from "../../../lib/orders.ts";
import { searchDocuments } from "../../../lib/search-documents.ts";
import { turnOptions } from "../../../lib/turn-options.ts";

const model = observeModel(openai("gpt-5-mini"));

const tools = {
  orderStatus: tool({
    description: "Looks up where an order is.",
    inputSchema: z.object({ orderId: z.string().describe("The number of the order") }),
    execute: ({ orderId }) => findOrder(orderId),
  }),
};

export const POST = withInteraction(
  async (request: Request): Promise<Response> => {
    const { messages }: { messages: ChatMessage[] } = await request.json();
    const stream = createUIMessageStream<ChatMessage>({
      execute: async ({ writer }) => {
        const documents = await searchDocuments(questionOf(messages));
        writer.write({ type: "data-sources", data: documents.map(({ title }) => title) });
        const result = streamText({
          model,
          instructions: `You help customers of an outdoor shop. Answer from these help pages:\n${documents
            .map(({ title, text }) => `${title}: ${text}`)
            .join("\n")}`,
          messages: await convertToModelMessages(messages),
          tools,
          stopWhen: isStepCount(5),
          abortSignal: request.signal,
        });
        writer.merge(toUIMessageStream({ stream: result.stream }));
      },
    });
    return createUIMessageStreamResponse({ stream });
  },
  { identify: turnOptions, tags: { framework: "ai-sdk" } },
);
