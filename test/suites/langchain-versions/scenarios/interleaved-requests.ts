// Two hundred requests at once on one handler, another library's slow handler beside it: what the two files that set
// LangChain's background mode run.

import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { Document } from "@langchain/core/documents";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { BaseRetriever } from "@langchain/core/retrievers";
import { RunnableLambda, RunnableSequence } from "@langchain/core/runnables";
import { DynamicTool } from "@langchain/core/tools";
import { FakeEmbeddings } from "@langchain/core/utils/testing";
import { NebulyCallbackHandler, observeEmbeddings } from "nebuly/langchain";
import { expect, test } from "vitest";
import { noTags } from "../../../capture/no-tags.ts";
import { createRecordingClient, traceKinds } from "../../../langchain/recording-client.ts";
import { ScriptedModel } from "../../../langchain/scripted-model.ts";

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class SlowSibling extends BaseCallbackHandler {
  name = "slow";
  calls = 0;
  override handleChainStart = (): Promise<void> => this.#dawdle();
  override handleRetrieverStart = (): Promise<void> => this.#dawdle();
  override handleToolStart = (): Promise<void> => this.#dawdle();
  override handleLLMEnd = (): Promise<void> => this.#dawdle();
  override handleChainEnd = (): Promise<void> => this.#dawdle();

  async #dawdle(): Promise<void> {
    this.calls += 1;
    for (let turn = 0; turn < 3; turn += 1) await pause();
  }
}

const embeddings = observeEmbeddings(new FakeEmbeddings());

class EmbeddingRetriever extends BaseRetriever {
  lc_namespace = ["test"];
  override async _getRelevantDocuments(query: string): Promise<Document[]> {
    await pause();
    await embeddings.embedQuery(query);
    return [new Document({ pageContent: `about ${query}` })];
  }
}

const retriever = new EmbeddingRetriever({});
// No config is passed on inside of it: what it does joins by its own asynchronous context.
const lookUp = new DynamicTool({
  name: "look-up",
  description: "",
  func: async (query) => {
    await pause();
    await embeddings.embedQuery(query);
    return `found ${query}`;
  },
});
const model = new ScriptedModel(async (messages) => {
  await pause();
  return { text: `answer to ${String(messages.at(-1)?.content)}` };
});
const chain = RunnableSequence.from([
  RunnableLambda.from(async (question: string, config) => {
    await retriever.invoke(question, config);
    await lookUp.invoke(question, config);
    return question;
  }),
  model,
  new StringOutputParser(),
]);

const kinds = ["retrieval:EmbeddingRetriever", "embedding", "retrieval:look-up", "embedding", "llm"];
const count = 200;

/** Runs on the mode that LANGCHAIN_CALLBACKS_BACKGROUND asked for before LangChain was loaded. */
export function testInterleavedRequests(mode: { readonly isBackground: boolean }): void {
  for (const way of ["invoke", "stream"] as const) {
    test(`two hundred requests at once (${way}), a slow handler beside: each has its own traces, user and answer`, async () => {
      await using recording = createRecordingClient();
      const slow = new SlowSibling();
      expect(slow.awaitHandlers).toBe(!mode.isBackground);
      const callbacks = [slow, new NebulyCallbackHandler({ client: recording.client })];
      const ask = async (index: number): Promise<void> => {
        const metadata = { nebuly: { endUser: `user ${index}`, conversationId: `chat ${index}` } };
        if (way === "invoke") await chain.invoke(`question <${index}>`, { callbacks, metadata });
        else for await (const _ of await chain.stream(`question <${index}>`, { callbacks, metadata }));
      };
      await Promise.all(Array.from({ length: count }, (_, index) => ask(index)));
      const sent = await recording.sent();
      expect(slow.calls).toBeGreaterThan(0);
      await awaitAllCallbacks();
      expect(sent).toHaveLength(count);
      expect(new Set(sent.map(({ interaction }) => interaction.end_user)).size).toBe(count);
      for (const one of sent) {
        const index = one.interaction.end_user.slice("user ".length);
        expect(one.interaction).toMatchObject({
          conversation_id: `chat ${index}`,
          input: `question <${index}>`,
          output: `answer to question <${index}>`,
          tags: noTags,
        });
        expect(traceKinds(one)).toEqual(kinds);
        for (const trace of one.traces) expect(JSON.stringify(trace)).toContain(`question <${index}>`);
      }
    });
  }
}
