// A model of the AI SDK that answers at once: as a stream of `chunks` words, or with a tool call for each of `toolCalls` steps.

import type { LanguageModel } from "ai";
import { answerMark, runOf } from "../harness/work.ts";

export type Model = Extract<LanguageModel, { readonly specificationVersion: "v4" }>;
type CallOptions = Parameters<Model["doGenerate"]>[0];
type GenerateResult = Awaited<ReturnType<Model["doGenerate"]>>;
type StreamPart = Awaited<ReturnType<Model["doStream"]>>["stream"] extends ReadableStream<infer Part> ? Part : never;

const usage: GenerateResult["usage"] = {
  inputTokens: { total: 620, noCache: 620, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 60, text: 60, reasoning: 0 },
};

export function createModel(options: { readonly chunks?: number; readonly toolCalls?: number }): Model {
  const { chunks = 0, toolCalls = 0 } = options;
  return {
    specificationVersion: "v4",
    provider: "instant",
    modelId: "instant-1",
    supportedUrls: {},
    doGenerate: async ({ prompt }) => generate(prompt, toolCalls),
    doStream: async ({ prompt }) => ({ stream: createStream(prompt, chunks) }),
  };
}

function generate(prompt: CallOptions["prompt"], toolCalls: number): GenerateResult {
  const done = prompt.filter(({ role }) => role === "tool").length;
  const input = JSON.stringify({ query: `lamp ${done}` });
  return done < toolCalls
    ? {
        content: [{ type: "tool-call", toolCallId: `call-${done}`, toolName: "search", input }],
        finishReason: { unified: "tool-calls", raw: "tool_calls" },
        usage,
        warnings: [],
      }
    : {
        content: [{ type: "text", text: `Take the brass one: ${answerMark(askedRun(prompt))} it is.` }],
        finishReason: { unified: "stop", raw: "stop" },
        usage,
        warnings: [],
      };
}

function createStream(prompt: CallOptions["prompt"], chunks: number): ReadableStream<StreamPart> {
  let sent = 0;
  return new ReadableStream<StreamPart>({
    start(controller) {
      controller.enqueue({ type: "stream-start", warnings: [] });
      controller.enqueue({ type: "text-start", id: "1" });
    },
    pull(controller) {
      if (sent < chunks) {
        controller.enqueue({
          type: "text-delta",
          id: "1",
          delta: sent === 0 ? `${answerMark(askedRun(prompt))} ` : "word ",
        });
        sent += 1;
        return;
      }
      controller.enqueue({ type: "text-end", id: "1" });
      controller.enqueue({ type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage });
      controller.close();
    },
  });
}

function askedRun(prompt: CallOptions["prompt"]): number {
  const question = prompt.find(({ role }) => role === "user");
  return runOf(JSON.stringify(question?.content));
}
