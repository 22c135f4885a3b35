// Two versions of @langchain/core in one process, each loaded by import and by require: four copies, one handler.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { NebulyCallbackHandler } from "nebuly/langchain";
import { expect, inject, test } from "vitest";
import { noTags } from "../../../capture/no-tags.ts";
import { createRecordingClient, traceKinds } from "../../../langchain/recording-client.ts";
import { type Major, majors, modulePath } from "../majors.ts";

interface Core {
  readonly name: string;
  readonly testing: typeof import("@langchain/core/utils/testing");
  readonly runnables: typeof import("@langchain/core/runnables");
  readonly messages: typeof import("@langchain/core/messages");
}

const load = async (major: Major, specifier: string): Promise<unknown> =>
  import(pathToFileURL(modulePath(major, specifier)).href);

/** The modules of one copy; their shape is the same in every version as far as the scenarios go. */
async function loadCore(major: Major, isCommonJs: boolean): Promise<Core> {
  const require = createRequire(`${major.folder}index.js`);
  const get = async (name: string): Promise<never> => {
    const specifier = `@langchain/core/${name}`;
    return (isCommonJs ? require(specifier) : await load(major, specifier)) as never;
  };
  return {
    name: `${major.version} ${isCommonJs ? "require" : "import"}`,
    testing: await get("utils/testing"),
    runnables: await get("runnables"),
    messages: await get("messages"),
  };
}

const old = majors.find(({ version }) => version.startsWith("0.3.8"));
const newest = majors.at(-1);
const isNewestRun = inject("folder") === newest?.folder;
const cores =
  isNewestRun && old !== undefined && newest !== undefined
    ? await Promise.all([loadCore(old, false), loadCore(old, true), loadCore(newest, false), loadCore(newest, true)])
    : [];

test.runIf(isNewestRun)("the four copies are four", () => {
  expect(new Set(cores.map(({ runnables }) => runnables.RunnableLambda)).size).toBe(4);
  expect(cores.map(({ name }) => name.split(".").slice(0, 2).join("."))).toEqual(["0.3", "0.3", "1.4", "1.4"]);
});

test.runIf(isNewestRun)("one handler gives one interaction per run, whichever copy runs it", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await Promise.all(
    cores.map(async ({ name, testing, messages, runnables }) => {
      const chain = runnables.RunnableLambda.from(async (question: string, config) => {
        await new testing.FakeRetriever().invoke(question, config);
        return [new messages.SystemMessage("Be brief."), new messages.HumanMessage(question)];
      }).pipe(new testing.FakeListChatModel({ responses: [`answer of ${name}`] }));
      for await (const _ of await chain.stream(name, { callbacks }));
    }),
  );
  const sent = await recording.sent();
  expect(sent.map(({ interaction: { input, output } }) => [input, output]).toSorted()).toEqual(
    cores.map(({ name }) => [name, `answer of ${name}`]).toSorted(),
  );
  for (const one of sent) {
    expect(traceKinds(one)).toEqual(["retrieval:FakeRetriever", "llm"]);
    expect(one.traces[1]?.messages?.map(({ role }) => role)).toEqual(["system", "user"]);
  }
});

for (const outer of cores) {
  for (const inner of cores) {
    if (outer === inner) continue;
    test(`a chain of ${outer.name} that calls a chain of ${inner.name} is one interaction`, async () => {
      await using recording = createRecordingClient();
      const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
      const innerChain = inner.runnables.RunnableLambda.from(async (question: string, config) => {
        await new inner.testing.FakeRetriever().invoke(question, config);
        return [new inner.messages.HumanMessage(question)];
      }).pipe(new inner.testing.FakeListChatModel({ responses: ["inner answer"] }));
      const chain = outer.runnables.RunnableLambda.from(async (question: string, config) => {
        // Two packages of an app, each with a core of its own: the types do not fit, the values do.
        const said = await innerChain.invoke(question, { callbacks: config.callbacks as never });
        return new outer.testing.FakeListChatModel({ responses: [`outer after ${String(said.content)}`] }).invoke(
          question,
          config,
        );
      });
      await chain.invoke("When?", { callbacks });
      const sent = await recording.only();
      expect(sent.interaction).toMatchObject({ input: "When?", output: "outer after inner answer", tags: noTags });
      expect(traceKinds(sent)).toEqual(["retrieval:FakeRetriever", "llm", "llm"]);
    });
  }
}
