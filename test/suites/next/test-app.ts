// What an app of Next.js must do with the package in it, in whichever way it has it: bundled, or required from node_modules.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { noTags } from "../../capture/no-tags.ts";
import { startBrowser } from "./chromium.ts";
import { type Received, type RecordingPlatform, startRecordingPlatform } from "./recording-platform.ts";
import { appDirectory, type RunningApp, startApp } from "./start-app.ts";

/** Longer than what the AI SDK reads ahead. */
const answer = "You can send anything back within 60 days, and it costs you nothing at all. ".repeat(5).trim();

/** A model call that waits until it is let go. */
interface Gate {
  readonly reached: Promise<void>;
  open(): void;
}

const gates: { readonly reach: () => void; readonly opened: Promise<void> }[] = [];

function createGate(): Gate {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  gates.push({ reach: reached.resolve, opened: opened.promise });
  return { reached: reached.promise, open: opened.resolve };
}

async function startModel(): Promise<LLMock> {
  const model = new LLMock({ port: 0, host: "127.0.0.1", chunkSize: 5, latency: 20 });
  model.onEmbedding(/[\s\S]*/, { embedding: [1, 0] });
  model.onMessage(/wait/, async () => {
    const gate = gates.shift();
    gate?.reach();
    await gate?.opened;
    return { content: answer };
  });
  model.onMessage(/[\s\S]*/, { content: answer });
  await model.start();
  return model;
}

const turnOf =
  (user: string) =>
  ({ path, body }: Received): boolean =>
    path.endsWith("/trace_interaction") && body.interaction.end_user === user;

/** Registers the tests of one way to have the package in the app. */
export function testApp({ isExternal }: { readonly isExternal: boolean }): void {
  const resources = new AsyncDisposableStack();
  let platform: RecordingPlatform;
  let app: RunningApp;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const model = await startModel();
    resources.defer(() => model.stop());
    platform = resources.use(await startRecordingPlatform());
    environment = {
      PACKAGE_IS_EXTERNAL: isExternal ? "yes" : "no",
      OPENAI_BASE_URL: `${model.url}/v1`,
      OPENAI_API_KEY: "scripted",
      NEBULY_ENDPOINT_URL: platform.url,
      NEBULY_API_KEY: platform.apiKey,
    };
    app = resources.use(await startApp(appDirectory, environment));
  });

  afterAll(() => resources.disposeAsync());

  function post(path: string, options: { user: string; question?: string; signal?: AbortSignal }): Promise<Response> {
    return fetch(`${app.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-user": options.user, "x-conversation": "chat-1" },
      body: JSON.stringify({ question: options.question ?? "How do returns work?" }),
      ...(options.signal !== undefined && { signal: options.signal }),
    });
  }

  /** Reads the first bytes of an answer and goes away. */
  async function leaveEarly(path: string, user: string): Promise<void> {
    const connection = new AbortController();
    const response = await post(path, { user, signal: connection.signal });
    await response.body?.getReader().read();
    connection.abort();
  }

  test("joins a turn seen by telemetry of another copy, embedding first", async () => {
    const response = await post("/api/telemetry", { user: "telemetry" });
    expect(response.headers.get("x-copy")).toBe(isExternal ? "same" : "another");
    expect(await response.text()).toBe(answer);
    const { body } = await platform.find(turnOf("telemetry"));
    expect(body).toMatchObject({
      interaction: { conversation_id: "chat-1", input: "How do returns work?", output: answer, tags: noTags },
      traces: [{ model: "text-embedding-3-small" }, { output: answer }],
    });
    expect(body.traces).toHaveLength(2);
  });

  test("answers while the platform does not, and sends the turn all the same", async () => {
    const release = platform.holdAnswers();
    const response = await post("/api/unsignalled", { user: "patient" });
    expect(await response.text()).toBe(answer);
    expect((await platform.find(turnOf("patient"))).body.interaction.output).toBe(answer);
    expect(await (await post("/api/unsignalled", { user: "patient-too" })).text()).toBe(answer);
    release();
    await platform.find(turnOf("patient-too"));
  });

  test("ends a turn whose client goes away although the model was not told", async () => {
    await leaveEarly("/api/unsignalled", "leaver");
    const { body } = await platform.find(turnOf("leaver"));
    expect(body.interaction.tags).toEqual({ interaction_status: "cancelled" });
    expect(body.interaction.output).not.toBe("");
    expect(answer.startsWith(body.interaction.output)).toBe(true);
    expect(body.traces).toMatchObject([{ output: body.interaction.output }]);
  });

  test("keeps the whole answer of a turn that the app itself reads to its end", async () => {
    await leaveEarly("/api/consumed", "consumed");
    const { body } = await platform.find(turnOf("consumed"));
    expect(body.interaction).toMatchObject({ output: answer, tags: { interaction_status: "cancelled" } });
  });

  test("keeps a turn whose client goes away before the first byte", async () => {
    const gate = createGate();
    const connection = new AbortController();
    const response = post("/api/waiting", { user: "gone", question: "wait", signal: connection.signal });
    const failure = expect(response).rejects.toThrow();
    await gate.reached;
    connection.abort();
    await failure;
    await app.wrote('the client of "wait" has gone');
    gate.open();
    const { body } = await platform.find(turnOf("gone"));
    expect(body.interaction).toMatchObject({ output: answer, tags: { interaction_status: "cancelled" } });
  });

  test("runs on the Edge runtime", async () => {
    const response = await post("/api/edge", { user: "edge" });
    expect(response.headers.get("x-edge")).toBe("edge-runtime");
    expect(response.headers.get("x-handler")).toBe("function");
    expect(await response.text()).toBe(answer);
    const { body } = await platform.find(turnOf("edge"));
    expect(body).toMatchObject({ interaction: { output: answer, tags: noTags }, traces: [{ output: answer }] });
    await leaveEarly("/api/edge", "edge-leaver");
    const left = await platform.find(turnOf("edge-leaver"));
    expect(left.body.interaction.tags).toEqual({ interaction_status: "cancelled" });
  });

  test("adds no import of Node's modules to what Next.js itself brings to the Edge runtime", async () => {
    const directory = join(appDirectory, isExternal ? ".next-external" : ".next", "server", "edge");
    const files = (await readdir(directory, { recursive: true })).filter((file) => file.endsWith(".js"));
    const sources = await Promise.all(files.map((file) => readFile(join(directory, file), "utf8")));
    expect(sources.some((source) => source.includes("scope-storage-1"))).toBe(true);
    const imported = sources.flatMap((source) =>
      [...source.matchAll(/(?:require|import)\(\s*["'](node:[\w/]+)["']\s*\)|from\s*["'](node:[\w/]+)["']/g)].map(
        ([, required, from]) => required ?? from,
      ),
    );
    expect([...new Set(imported)].sort()).toEqual(["node:async_hooks", "node:buffer"]);
  });

  test("captures server actions, a redirecting one as completed", async () => {
    await using browser = await startBrowser();
    const page = await browser.context.newPage();
    await page.goto(`${app.url}/ask`);
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText(answer).waitFor();
    expect((await platform.find(turnOf("ada"))).body.interaction).toMatchObject({
      input: "How do returns work?",
      output: answer,
      tags: { how: "action" },
    });
    await page.getByRole("button", { name: "Ask and go" }).click();
    await page.waitForURL("**/ask/done**");
    const { body } = await platform.find(turnOf("rita"));
    expect(body.interaction.tags).toEqual({ how: "redirect" });
    expect(body.interaction.output).toBe(answer);
  });

  test("delivers a turn that is still open when the server is told to end", async () => {
    await using ending = await startApp(appDirectory, environment);
    const running = app;
    app = ending;
    try {
      await leaveEarly("/api/unsignalled", "last");
      await ending.terminate();
    } finally {
      app = running;
    }
    expect(platform.received.find(turnOf("last"))?.body.interaction.tags).toEqual({ interaction_status: "cancelled" });
  });
}
