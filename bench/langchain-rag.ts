// What capture costs a LangChain RAG run: CPU of the whole process per run, with and without the handler, in one process.
// Run with `npm run build && node bench/langchain-rag.ts`.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MemoryVectorStore } from "@langchain/classic/vectorstores/memory";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnablePassthrough, RunnableSequence } from "@langchain/core/runnables";
import { FakeEmbeddings, FakeListChatModel } from "@langchain/core/utils/testing";
import { Nebuly } from "nebuly";
import { NebulyCallbackHandler, observeEmbeddings } from "nebuly/langchain";

const runsPerRound = Number(process.env.RUNS ?? 500);
const rounds = Number(process.env.ROUNDS ?? 12);

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => response.end("{}"));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;

const texts = Array.from({ length: 20 }, (_, index) => `Paragraph ${index}: ${"the shop opens at nine. ".repeat(10)}`);

async function createChain(embeddings: FakeEmbeddings) {
  const store = await MemoryVectorStore.fromTexts(
    texts,
    texts.map(() => ({})),
    embeddings,
  );
  return RunnableSequence.from([
    {
      context: store.asRetriever(4).pipe((documents) => documents.map((one) => one.pageContent).join("\n")),
      question: new RunnablePassthrough(),
    },
    ChatPromptTemplate.fromMessages([
      ["system", "Answer from: {context}"],
      ["human", "{question}"],
    ]),
    new FakeListChatModel({ responses: ["We open at nine, every day but Sunday."] }),
    new StringOutputParser(),
  ]);
}

const bareChain = await createChain(new FakeEmbeddings());
const observedChain = await createChain(observeEmbeddings(new FakeEmbeddings()));
const sink = new Nebuly({ apiKey: "bench", fetch: async () => new Response("{}") });
const posting = new Nebuly({ baseUrl: `http://127.0.0.1:${port}` });
const emptyHandler = {
  name: "empty",
  awaitHandlers: true,
  raiseError: false,
  copy() {
    return this;
  },
  handleChainStart() {},
};

const variants: Record<string, () => Promise<unknown>> = {
  bare: () => bareChain.invoke("When do you open?"),
  "an empty handler": () => bareChain.invoke("When do you open?", { callbacks: [emptyHandler] }),
};
const sinkHandler = new NebulyCallbackHandler({ client: sink, endUser: "user-1" });
variants["captured, requests to a stub"] = () =>
  observedChain.invoke("When do you open?", { callbacks: [sinkHandler] });
const postingHandler = new NebulyCallbackHandler({ client: posting, endUser: "user-1" });
variants["captured and posted over HTTP (server in the same process)"] = () =>
  observedChain.invoke("When do you open?", { callbacks: [postingHandler] });

const best = new Map<string, number>();
for (let round = 0; round < rounds; round += 1) {
  for (const [name, run] of Object.entries(variants)) {
    const before = process.cpuUsage();
    for (let index = 0; index < runsPerRound; index += 1) await run();
    await Promise.all([sink.flush(), posting.flush()]);
    const { user, system } = process.cpuUsage(before);
    const micros = (user + system) / runsPerRound;
    if (round > 0) best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, micros));
  }
}
const bare = best.get("bare") ?? 0;
for (const [name, micros] of best) {
  console.log(`${name.padEnd(60)} ${micros.toFixed(0).padStart(6)} µs  +${(micros - bare).toFixed(0)} µs`);
}
await Promise.all([sink.shutdown(), posting.shutdown()]);
server.close();
