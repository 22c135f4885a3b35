// Every way in, with every kind of call and every place where options can stand: none of them accepts an option and drops it.
// Two ways beside each other are in stacked-options.test.ts.

import * as callbackManagerModule from "@langchain/core/callbacks/manager";
import { HumanMessage } from "@langchain/core/messages";
import { type Runnable, type RunnableConfig, RunnableLambda, RunnableSequence } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeLLM, FakeRetriever } from "@langchain/core/utils/testing";
import { MemorySaver, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { createAgent } from "langchain";
import type { InteractionOptions } from "nebuly";
import {
  type CallbackHandlerOptions,
  instrumentLangChain,
  NebulyCallbackHandler,
  observeStream,
} from "nebuly/langchain";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { optionsOf } from "../options-of-place.ts";
import { createRecordingClient, type SentInteraction } from "./recording-client.ts";
import { ScriptedModel } from "./scripted-model.ts";

/** Where the code under each way puts the handler once. */
interface Setup {
  readonly onConstructor?: NebulyCallbackHandler;
  readonly bound?: NebulyCallbackHandler;
  readonly onCall?: NebulyCallbackHandler;
}

let takeAway = (): void => {};
afterEach(() => takeAway());

const ways: Readonly<Record<string, (options: CallbackHandlerOptions) => Setup>> = {
  "a handler of the call": (options) => ({ onCall: new NebulyCallbackHandler(options) }),
  "a handler on a constructor": (options) => ({ onConstructor: new NebulyCallbackHandler(options) }),
  "a handler bound by withConfig": (options) => ({ bound: new NebulyCallbackHandler(options) }),
  instrumentLangChain: (options) => {
    takeAway();
    takeAway = instrumentLangChain(callbackManagerModule, options);
    return {};
  },
};

/** What is made and called in each kind. */
interface Given {
  readonly onConstructor: NebulyCallbackHandler | undefined;
  readonly bound: RunnableConfig;
  readonly config: RunnableConfig;
}

interface Kind {
  readonly call: (given: Given) => Promise<unknown>;
  /** Something in it takes callbacks when it is made. */
  readonly hasConstructor: boolean;
  /** It runs on a thread of LangGraph. */
  readonly hasThread?: boolean;
  readonly turns?: number;
}

/** A part whose constructor takes callbacks, or leaves them to whoever fills this property. */
function withCallbacks<Part extends { callbacks?: unknown }>(
  part: Part,
  handler: NebulyCallbackHandler | undefined,
): Part {
  if (handler !== undefined) part.callbacks = [handler];
  return part;
}

async function readAll(stream: AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>): Promise<void> {
  for await (const _ of await stream);
}

type Make = (handler: NebulyCallbackHandler | undefined) => Runnable;

const createModel = (handler: NebulyCallbackHandler | undefined): ScriptedModel =>
  withCallbacks(new ScriptedModel(() => ({ text: "9 to 17." })), handler);
const createChain: Make = (handler) =>
  RunnableSequence.from([(question: string) => question, createModel(handler), (answer: unknown) => answer]);
const createGraph: Make = (handler) =>
  new StateGraph(MessagesAnnotation)
    .addNode("answer", async ({ messages }, config) => ({
      messages: [await createModel(handler).invoke(messages, config)],
    }))
    .addEdge(START, "answer")
    .compile({ checkpointer: new MemorySaver() });

const question = "Opening hours?";
const state = { messages: [new HumanMessage(question)] };

function kindOf(make: Make, call: (target: Runnable, config: RunnableConfig) => Promise<unknown>): Kind {
  return {
    hasConstructor: true,
    call: ({ onConstructor, bound, config }) => call(make(onConstructor).withConfig(bound), config),
  };
}

const threaded = (kind: Kind): Kind => ({ ...kind, hasThread: true });

function agentKind(call: (agent: ReturnType<typeof createAgent>, config: RunnableConfig) => Promise<unknown>): Kind {
  return {
    hasConstructor: true,
    hasThread: true,
    call: ({ onConstructor, bound, config }) =>
      call(
        createAgent({ model: createModel(onConstructor), tools: [], checkpointer: new MemorySaver() }).withConfig(
          bound,
        ),
        config,
      ),
  };
}

const kinds: Readonly<Record<string, Kind>> = {
  "a chain": kindOf(createChain, (chain, config) => chain.invoke(question, config)),
  "a streamed chain": kindOf(createChain, (chain, config) => readAll(chain.stream(question, config))),
  "an observed stream": kindOf(createChain, (chain, config) =>
    readAll(observeStream(() => chain.stream(question, config))),
  ),
  "a batch": {
    ...kindOf(createChain, (chain, config) => chain.batch([question, question], { ...config, maxConcurrency: 1 })),
    turns: 2,
  },
  "a chain's streamEvents": kindOf(createChain, (chain, config) =>
    readAll(chain.streamEvents(question, { ...config, version: "v2" })),
  ),
  "a chain's streamLog": kindOf(createChain, (chain, config) => readAll(chain.streamLog(question, config))),
  "a chat model": kindOf(createModel, (model, config) => model.invoke(question, config)),
  "a streamed chat model": kindOf(createModel, (model, config) => readAll(model.stream(question, config))),
  "a completion model": kindOf(
    (handler) => withCallbacks(new FakeLLM({ response: "9 to 17." }), handler),
    (model, config) => model.invoke(question, config),
  ),
  "a retriever": kindOf(
    (handler) => withCallbacks(new FakeRetriever(), handler),
    (retriever, config) => retriever.invoke(question, config),
  ),
  "a tool": kindOf(
    (handler) =>
      withCallbacks(
        tool(() => "open", { name: "search", schema: z.object({}) }),
        handler,
      ),
    (search, config) => search.invoke({}, config),
  ),
  "a lambda": {
    ...kindOf(
      () => RunnableLambda.from(() => "9 to 17."),
      (lambda, config) => lambda.invoke(question, config),
    ),
    hasConstructor: false,
  },
  "a graph": threaded(kindOf(createGraph, (graph, config) => graph.invoke(state, config))),
  "a streamed graph": threaded(kindOf(createGraph, (graph, config) => readAll(graph.stream(state, config)))),
  "a graph's streamEvents": threaded(
    kindOf(createGraph, (graph, config) => readAll(graph.streamEvents(state, { ...config, version: "v2" }))),
  ),
  "a chain around a graph": threaded(
    kindOf(
      (handler) => RunnableSequence.from([() => state, createGraph(handler), (answer: unknown) => answer]),
      (chain, config) => chain.invoke(question, config),
    ),
  ),
  "an agent": agentKind((agent, config) => agent.invoke(state, config)),
  "a streamed agent": agentKind((agent, config) => readAll(agent.stream(state, { ...config, streamMode: "messages" }))),
  "an agent's streamEvents": agentKind(async (agent, config) => {
    await (await agent.streamEvents(state, { ...config, version: "v3" })).output;
  }),
};

/** Where options can stand, the most specific first; LangChain itself puts a call's metadata in the place of bound ones. */
type Place = "call" | "bound" | "scope" | "handler" | "client";
type GivenOptions = { readonly [At in Place]?: InteractionOptions };

const sentOf = (place: Place, places: readonly Place[]): object => ({
  interaction: {
    end_user: `user of ${place}`,
    conversation_id: `chat of ${place}`,
    input: `input of ${place}`,
    tags: { ...Object.fromEntries(places.map((one) => [one, "given"])), all: place },
    hide_content: true,
  },
  anonymize: false,
});

interface Call {
  readonly given?: GivenOptions;
  readonly isInScope: boolean;
  readonly choices?: CallbackHandlerOptions;
}

/** Makes one call in its own client and gives what is sent. */
async function run(
  way: (options: CallbackHandlerOptions) => Setup,
  kind: Kind,
  { given = {}, isInScope, choices = {} }: Call,
): Promise<readonly SentInteraction[]> {
  const recording = createRecordingClient(given.client);
  const { client } = recording;
  const { onConstructor, bound, onCall } = way({ client, ...choices, ...given.handler });
  const config: RunnableConfig = {
    configurable: { thread_id: "thread-1" },
    ...(onCall && { callbacks: [onCall] }),
    ...(given.call && { metadata: { nebuly: given.call } }),
  };
  const boundConfig: RunnableConfig = {
    ...(bound && { callbacks: [bound] }),
    ...(given.bound && { metadata: { nebuly: given.bound } }),
  };
  const called = async (): Promise<void> => void (await kind.call({ onConstructor, bound: boundConfig, config }));
  await (isInScope ? client.interaction(given.scope ?? {}, called) : called());
  await client.shutdown();
  return recording.sent();
}

for (const [wayName, way] of Object.entries(ways)) {
  describe(wayName, () => {
    for (const [kindName, kind] of Object.entries(kinds)) {
      if (wayName.includes("constructor") && !kind.hasConstructor) continue;

      for (const isInScope of [false, true]) {
        const within = isInScope ? " within client.interaction" : "";
        const times = <Body>(body: Body): readonly Body[] => Array<Body>(isInScope ? 1 : (kind.turns ?? 1)).fill(body);

        test(`${kindName}${within}: the most specific place wins, and tags are merged`, async () => {
          const rest: readonly Place[] = isInScope ? ["scope", "handler", "client"] : ["handler", "client"];
          const stacks: readonly (readonly Place[])[] = [
            ["call", ...rest],
            ["bound", ...rest],
            ...rest.map((_, index) => rest.slice(index)),
          ];
          for (const places of stacks) {
            const [first = "client"] = places;
            const given = Object.fromEntries(places.map((one) => [one, optionsOf(one, one === first)]));
            const bodies = await run(way, kind, { given, isInScope });
            expect(bodies, first).toMatchObject(times(sentOf(first, places)));
          }
        });

        test(`${kindName}${within}: getInput and getOutput choose the texts, and a thread is the conversation`, async () => {
          const choices = { getInput: () => "chosen input", getOutput: () => "chosen output" };
          const bodies = await run(way, kind, { isInScope, choices });
          const conversation = kind.hasThread === true ? { conversation_id: "thread-1" } : {};
          expect(bodies).toMatchObject(
            times({ interaction: { input: "chosen input", output: "chosen output", ...conversation } }),
          );
        });
      }
    }
  });
}
