// A graph that asks before it acts: the interrupted run and its resume are one interaction of the thread's conversation.
// `npm run example:approval-graph`

import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { Annotation, Command, interrupt, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";
import { NebulyCallbackHandler } from "nebuly/langchain";
import { runExample } from "./run-example.ts";

const State = Annotation.Root({
  question: Annotation<string>(),
  passages: Annotation<string>(),
  draft: Annotation<string>(),
  answer: Annotation<string>(),
});

await runExample(async ({ client, store, model }) => {
  const retriever = store.asRetriever({ k: 3 });
  const chat = new ChatOpenAI(model);
  const graph = new StateGraph(State)
    .addNode("search", async ({ question }) => {
      const documents = await retriever.invoke(question);
      return { passages: documents.map((one) => one.pageContent).join("\n") };
    })
    .addNode("write", async ({ question, passages }) => {
      const draft = await chat.invoke([new SystemMessage(`Answer from:\n${passages}`), new HumanMessage(question)]);
      return { draft: draft.text };
    })
    .addNode("approve", ({ draft }) => {
      const decision: unknown = interrupt({ draft });
      return { answer: decision === "send" ? draft : "The answer was held back." };
    })
    .addEdge(START, "search")
    .addEdge("search", "write")
    .addEdge("write", "approve")
    .compile({ checkpointer: new MemorySaver() });

  const config = {
    callbacks: [new NebulyCallbackHandler({ client, endUser: "alan" })],
    configurable: { thread_id: "thread-1" },
  };
  const question = "Is everyone entitled to a fair hearing?";
  console.log(`> ${question}`);
  const stopped = await graph.invoke({ question }, config);
  console.log(`The graph asks for approval of: ${stopped.draft}`);

  const resumed = await graph.invoke(new Command({ resume: "send" }), config);
  console.log(`Sent: ${resumed.answer}`);
});
