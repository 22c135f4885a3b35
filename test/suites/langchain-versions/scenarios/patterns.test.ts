// Patterns that the frameworks' own documentation teaches, on every version that has them.

import { createStuffDocumentsChain } from "@langchain/classic/chains/combine_documents";
import { createHistoryAwareRetriever } from "@langchain/classic/chains/history_aware_retriever";
import { createRetrievalChain } from "@langchain/classic/chains/retrieval";
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import { RunnableLambda, RunnablePassthrough, RunnableSequence } from "@langchain/core/runnables";
import { DynamicStructuredTool, tool } from "@langchain/core/tools";
import { FakeRetriever } from "@langchain/core/utils/testing";
import * as langgraph from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { NebulyCallbackHandler } from "nebuly/langchain";
import { expect, inject, test } from "vitest";
import { z } from "zod";
import { noTags } from "../../../capture/no-tags.ts";
import { createRecordingClient, type SentInteraction, traceKinds } from "../../../langchain/recording-client.ts";
import { type ScriptedAnswer, ScriptedModel } from "../../../langchain/scripted-model.ts";

const isOldest = inject("version") === "0.3.0";
const { Annotation, END, MemorySaver, MessagesAnnotation, Send, START, StateGraph } = langgraph;

const says = (...answers: (string | ScriptedAnswer)[]): ScriptedModel =>
  new ScriptedModel(answers.map((answer) => (typeof answer === "string" ? { text: answer } : answer)));
const calls = (name: string, args: Record<string, unknown> = {}): ScriptedAnswer => ({ toolCalls: [{ name, args }] });

const weather = new DynamicStructuredTool({
  name: "weather",
  description: "",
  schema: z.object({ city: z.string() }),
  func: async ({ city }) => `Sunny in ${city}.`,
});

async function capture(
  run: (callbacks: NebulyCallbackHandler[]) => Promise<unknown>,
): Promise<readonly SentInteraction[]> {
  await using recording = createRecordingClient();
  await run([new NebulyCallbackHandler({ client: recording.client })]);
  const sent = await recording.sent();
  expect(recording.client.stats().capture).toMatchObject({ open: 0, lateTraces: 0 });
  return sent;
}

function expectTurn(
  sent: readonly SentInteraction[],
  turn: { readonly input: string; readonly output: string; readonly kinds: readonly string[] },
): void {
  expect(sent).toHaveLength(1);
  const [one] = sent;
  expect(one?.interaction).toMatchObject({ input: turn.input, output: turn.output, tags: noTags });
  expect(one === undefined ? [] : traceKinds(one)).toEqual(turn.kinds);
}

for (const way of ["invoke", "stream"] as const) {
  // The newest @langchain/classic takes the history-aware retriever for a bare one and asks it nothing.
  const rewrites = inject("version").startsWith("0.3.");
  test(`a history-aware retrieval chain (${way}): the user's own words, not the rewritten question`, async () => {
    const model = rewrites ? says("When does the shop open?", "At nine.") : says("At nine.");
    const chain = await createRetrievalChain({
      retriever: await createHistoryAwareRetriever({
        llm: model,
        retriever: new FakeRetriever(),
        rephrasePrompt: ChatPromptTemplate.fromMessages([
          ["system", "Rephrase."],
          new MessagesPlaceholder("chat_history"),
          ["human", "{input}"],
        ]),
      }),
      combineDocsChain: await createStuffDocumentsChain({
        llm: model,
        prompt: ChatPromptTemplate.fromMessages([
          ["system", "{context}"],
          new MessagesPlaceholder("chat_history"),
          ["human", "{input}"],
        ]),
      }),
    });
    const given = { input: "And when?", chat_history: [new HumanMessage("Is there a shop?"), new AIMessage("Yes.")] };
    const sent = await capture(async (callbacks) => {
      if (way === "invoke") await chain.invoke(given, { callbacks });
      else for await (const _ of await chain.stream(given, { callbacks }));
    });
    const kinds = rewrites ? ["llm", "retrieval:FakeRetriever", "llm"] : ["retrieval:FakeRetriever", "llm"];
    expectTurn(sent, { input: "And when?", output: "At nine.", kinds });
  });
}

test("an answer beside its sources, assigned step by step and streamed", async () => {
  const chain = RunnablePassthrough.assign({
    context: RunnableLambda.from(({ question }: { question: string }) => question).pipe(new FakeRetriever()),
  }).pipe(
    RunnablePassthrough.assign({
      answer: RunnableSequence.from([
        ChatPromptTemplate.fromTemplate("{context} {question}"),
        says("At nine."),
        new StringOutputParser(),
      ]),
    }),
  );
  const sent = await capture(async (callbacks) => {
    for await (const _ of await chain.stream({ question: "When?" }, { callbacks }));
  });
  expectTurn(sent, { input: "When?", output: "At nine.", kinds: ["retrieval:FakeRetriever", "llm"] });
});

test("a chain that routes to another one", async () => {
  const expert = ChatPromptTemplate.fromTemplate("Expert: {question}").pipe(says("As the expert says."));
  const chain = RunnableSequence.from([
    {
      topic: ChatPromptTemplate.fromTemplate("Classify {question}")
        .pipe(says("LangChain"))
        .pipe(new StringOutputParser()),
      question: ({ question }: { question: string }) => question,
    },
    () => expert,
  ]);
  const sent = await capture((callbacks) => chain.invoke({ question: "How?" }, { callbacks }));
  expectTurn(sent, { input: "How?", output: "As the expert says.", kinds: ["llm", "llm"] });
});

test("a chatbot with memory: every turn of the thread tells its own question and answer", async () => {
  const model = says("Hi Anna.", "You are Anna.");
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }, config) => ({ messages: [await model.invoke(messages, config)] }))
    .addEdge(START, "model")
    .compile({ checkpointer: new MemorySaver() });
  const sent = await capture(async (callbacks) => {
    const config = { callbacks, configurable: { thread_id: "t-1" } };
    await graph.invoke({ messages: [new HumanMessage("I am Anna")] }, config);
    await graph.invoke({ messages: [new HumanMessage("Who am I?")] }, config);
  });
  expect(sent.map(({ interaction: { input, output, conversation_id } }) => [input, output, conversation_id])).toEqual([
    ["I am Anna", "Hi Anna.", "t-1"],
    ["Who am I?", "You are Anna.", "t-1"],
  ]);
});

test("a subgraph with a state of its own, called in a node", async () => {
  const Inner = Annotation.Root({ text: Annotation<string>() });
  const Outer = Annotation.Root({ topic: Annotation<string>(), joke: Annotation<string>() });
  const inner = new StateGraph(Inner)
    .addNode("tell", async (_state, config) => ({ text: String((await says("Ha.").invoke("x", config)).content) }))
    .addEdge(START, "tell")
    .compile();
  const graph = new StateGraph(Outer)
    .addNode("node", async ({ topic }, config) => ({ joke: (await inner.invoke({ text: topic }, config)).text }))
    .addEdge(START, "node")
    .compile();
  const sent = await capture((callbacks) => graph.invoke({ topic: "bears" }, { callbacks }));
  expectTurn(sent, { input: "bears", output: "Ha.", kinds: ["llm"] });
});

test("a map of nodes that are sent to at once, reduced to one answer", async () => {
  const State = Annotation.Root({
    topic: Annotation<string>(),
    jokes: Annotation<string[]>({ reducer: (left, right) => [...left, ...right], default: () => [] }),
    best: Annotation<string>(),
  });
  const graph = new StateGraph(State)
    .addNode("tell", async ({ topic }, config) => ({
      jokes: [String((await says(`About ${topic}.`).invoke(topic, config)).content)],
    }))
    .addNode("choose", async ({ jokes }, config) => ({
      best: String((await says(`Best of ${jokes.length}.`).invoke("choose", config)).content),
    }))
    .addConditionalEdges(START, () => ["lions", "bears"].map((topic) => new Send("tell", { topic })))
    .addEdge("tell", "choose")
    .compile();
  const sent = await capture((callbacks) => graph.invoke({ topic: "animals" }, { callbacks }));
  expectTurn(sent, { input: "animals", output: "Best of 2.", kinds: ["llm", "llm", "llm"] });
});

test.skipIf(isOldest)(
  "a supervisor that routes by commands, whose agent answers as a named human message",
  async () => {
    const { Command } = langgraph;
    const router = says("researcher", END);
    const researcher = createReactAgent({
      llm: says(calls("weather", { city: "Oslo" }), "Oslo is sunny."),
      tools: [weather],
    });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode(
        "supervisor",
        async ({ messages }, config) =>
          new Command({
            goto: String((await router.invoke([new SystemMessage("Route."), ...messages], config)).content),
          }),
        { ends: ["researcher", END] },
      )
      .addNode(
        "researcher",
        async (state, config) => {
          const content = String((await researcher.invoke(state, config)).messages.at(-1)?.content);
          return new Command({
            goto: "supervisor",
            update: { messages: [new HumanMessage({ content, name: "researcher" })] },
          });
        },
        { ends: ["supervisor"] },
      )
      .addEdge(START, "supervisor")
      .compile();
    const sent = await capture(async (callbacks) => {
      const messages = [new HumanMessage("Weather in Oslo?")];
      for await (const _ of await graph.stream({ messages }, { callbacks, subgraphs: true }));
    });
    const kinds = ["llm", "llm", "retrieval:weather", "llm", "llm"];
    expectTurn(sent, { input: "Weather in Oslo?", output: "Oslo is sunny.", kinds });
  },
);

test.skipIf(isOldest)(
  "agents that hand over by a tool: its trace tells its own message, not the conversation",
  async () => {
    const { Command } = langgraph;
    const transfer = tool(
      () =>
        new Command({
          goto: "support",
          graph: Command.PARENT,
          update: {
            messages: [
              new HumanMessage("My parcel is lost in Rome"),
              new ToolMessage({ content: "Transferred.", name: "to_support", tool_call_id: "to_support-0" }),
            ],
          },
        }),
      { name: "to_support", description: "", schema: z.object({}) },
    );
    const sales = createReactAgent({ llm: says(calls("to_support")), tools: [transfer] });
    const support = createReactAgent({
      llm: says(calls("weather", { city: "Rome" }), "It is sunny there."),
      tools: [weather],
    });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode("sales", sales, { ends: ["support"] })
      .addNode("support", support)
      .addEdge(START, "sales")
      .compile();
    const sent = await capture((callbacks) =>
      graph.invoke({ messages: [new HumanMessage("My parcel is lost in Rome")] }, { callbacks }),
    );
    const kinds = ["llm", "retrieval:to_support", "llm", "retrieval:weather", "llm"];
    expectTurn(sent, { input: "My parcel is lost in Rome", output: "It is sunny there.", kinds });
    expect(sent[0]?.traces[1]?.outputs).toEqual(["Transferred."]);
  },
);

test.skipIf(isOldest)("a workflow of tasks that asks and goes on", async () => {
  const { Command, entrypoint, interrupt, task } = langgraph;
  const write = task("write", async (topic: string) => String((await says(`On ${topic}.`).invoke(topic)).content));
  const workflow = entrypoint({ name: "workflow", checkpointer: new MemorySaver() }, async (topic: string) => {
    const essay = await write(topic);
    return `${essay} Approved: ${String(interrupt("Approve?"))}.`;
  });
  const sent = await capture(async (callbacks) => {
    const config = { callbacks, configurable: { thread_id: "t-1" } };
    await workflow.invoke("cats", config);
    await workflow.invoke(new Command({ resume: "yes" }), config);
  });
  expectTurn(sent, { input: "cats", output: "On cats. Approved: yes.", kinds: ["llm"] });
});
