import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as callbackManagerModule from "@langchain/core/callbacks/manager";
import { RunnableLambda } from "@langchain/core/runnables";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { instrumentLangChain, NebulyCallbackHandler } from "nebuly/langchain";
import { afterEach, expect, test } from "vitest";
import { createRecordingClient, traceKinds } from "./recording-client.ts";

let remove = (): void => {};
afterEach(() => remove());

test("every run is captured without callbacks, also when a server is listening already", async () => {
  await using recording = createRecordingClient();
  const chain = RunnableLambda.from((question: string) => question).pipe(
    new FakeListChatModel({ responses: ["Hello!"] }),
  );
  const server = createServer((_request, response) => {
    void chain.invoke("Hi").then(() => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  remove = instrumentLangChain(callbackManagerModule, { client: recording.client, endUser: "user-1" });
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}`);
  server.close();
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Hi", output: "Hello!", end_user: "user-1" });
  expect(traceKinds(sent)).toEqual(["llm"]);
});

test("a call's own list of callbacks is not touched, and its own handlers are called", async () => {
  await using recording = createRecordingClient();
  remove = instrumentLangChain(callbackManagerModule, { client: recording.client });
  const ends: unknown[] = [];
  const callbacks = Object.freeze([{ handleLLMEnd: () => void ends.push(1) }]);
  const model = new FakeListChatModel({ responses: ["Hello!"] });
  await model.invoke("Hi", { callbacks: [...callbacks] });
  const manager = new callbackManagerModule.CallbackManager();
  await model.invoke("Hi", { callbacks: manager });
  expect(manager.handlers).toEqual([]);
  expect(ends).toHaveLength(1);
  expect(await recording.sent()).toHaveLength(2);
});

test("an explicit handler wins, and nothing is captured twice", async () => {
  await using recording = createRecordingClient();
  remove = instrumentLangChain(callbackManagerModule, { client: recording.client, endUser: "everybody" });
  const explicit = new NebulyCallbackHandler({ client: recording.client, endUser: "user-1" });
  await new FakeListChatModel({ responses: ["Hello!"] }).invoke("Hi", { callbacks: [explicit] });
  expect((await recording.only()).interaction.end_user).toBe("user-1");
});

test("calling it twice changes nothing, and what it returns takes the capture away", async () => {
  await using recording = createRecordingClient();
  const model = new FakeListChatModel({ responses: ["Hello!"] });
  remove = instrumentLangChain(callbackManagerModule, { client: recording.client });
  instrumentLangChain(callbackManagerModule, { client: recording.client })();
  await model.invoke("captured");
  remove();
  await model.invoke("not captured");
  expect((await recording.only()).interaction.input).toBe("captured");
});

test("another module is refused", () => {
  expect(() => instrumentLangChain({})).toThrow("callbackManagerModule");
});
