// An OpenAI-compatible server on this machine that answers the demo's questions from the passages it is shown. It has no
// model in it: its embeddings count words, its answers quote the best passage.

import { type ChatCompletionRequest, LLMock } from "@copilotkit/aimock";
import { answerEmbeddings } from "./embedding-endpoint.ts";
import { similarity, toWordVector } from "./word-vectors.ts";

export interface ScriptedModelServer {
  /** Base URL for provider clients, with `/v1`. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Starts the server on a free port of the loopback interface. */
export async function startScriptedModelServer(): Promise<ScriptedModelServer> {
  const server = new LLMock({ port: 0, host: "127.0.0.1", latency: 12, chunkSize: 12 });
  server.mount("/v1/embeddings", { handleRequest: answerEmbeddings });
  // The agent: look for passages, read the best one whole, answer.
  server.on({ predicate: (request) => hasTools(request) && toolResults(request).length === 0 }, (request) => ({
    toolCalls: [{ name: "searchArticles", arguments: JSON.stringify({ query: userText(request) }) }],
    usage: countTokens(request, 18),
  }));
  server.on({ predicate: (request) => hasTools(request) && toolResults(request).length === 1 }, (request) => ({
    toolCalls: [{ name: "readArticle", arguments: JSON.stringify({ number: articleNumber(toolResults(request)[0]) }) }],
    usage: countTokens(request, 14),
  }));
  server.on({ predicate: (request) => hasTools(request) }, (request) => answer(request, toolResults(request).at(-1)));
  // The chain: the passages stand in the prompt.
  server.on({ endpoint: "chat" }, (request) => answer(request, bestPassage(request)));
  const url = await server.start();
  return { baseUrl: `${url}/v1`, close: () => server.stop() };
}

function answer(request: ChatCompletionRequest, passage: string | undefined) {
  const [, number, text] = /Article (\d+): (.+)/.exec(passage ?? "") ?? [];
  const content =
    number === undefined
      ? "The Declaration does not say."
      : `Yes, article ${number} speaks of it: "${(text ?? "").replace(/["\\}]+$/, "")}"`;
  return { content, usage: countTokens(request, Math.ceil(content.length / 4)) };
}

function bestPassage(request: ChatCompletionRequest): string | undefined {
  const question = toWordVector(userText(request));
  const passages = request.messages.flatMap((message) => messageText(message.content).match(/Article \d+: .+/g) ?? []);
  return passages.toSorted((a, b) => similarity(question, toWordVector(b)) - similarity(question, toWordVector(a)))[0];
}

function hasTools(request: ChatCompletionRequest): boolean {
  return (request.tools?.length ?? 0) > 0;
}

function toolResults(request: ChatCompletionRequest): readonly string[] {
  return request.messages.filter((message) => message.role === "tool").map((message) => messageText(message.content));
}

function userText(request: ChatCompletionRequest): string {
  return messageText(request.messages.findLast((message) => message.role === "user")?.content);
}

function messageText(content: ChatCompletionRequest["messages"][number]["content"] | undefined): string {
  if (typeof content === "string") return content;
  return (content ?? []).map((part) => part.text ?? "").join("");
}

function articleNumber(text: string | undefined): number {
  return Number(/Article (\d+)/.exec(text ?? "")?.[1] ?? 1);
}

/** Four characters a token, as a rule of thumb; a real service counts for itself. */
function countTokens(request: ChatCompletionRequest, outputTokens: number) {
  const characters = request.messages.reduce((sum, message) => sum + messageText(message.content).length, 0);
  const inputTokens = Math.ceil(characters / 4);
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
  };
}
