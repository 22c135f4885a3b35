import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startScriptedModel } from "../../../examples/next-chat/scripts/scripted-model.ts";
import { Nebuly } from "../../../src/index.ts";
import { type Browser, startBrowser } from "./chromium.ts";
import { type Received, type RecordingPlatform, startRecordingPlatform } from "./recording-platform.ts";
import { chatDirectory, type RunningApp, startApp } from "./start-app.ts";

const resources = new AsyncDisposableStack();
let platform: RecordingPlatform;
let app: RunningApp;
let browser: Browser;
let client: Nebuly;

beforeAll(async () => {
  const model = await startScriptedModel();
  resources.defer(() => model.stop());
  platform = resources.use(await startRecordingPlatform());
  app = resources.use(
    await startApp(chatDirectory, {
      OPENAI_BASE_URL: `${model.url}/v1`,
      OPENAI_API_KEY: "scripted",
      NEBULY_ENDPOINT_URL: platform.url,
      NEBULY_API_KEY: platform.apiKey,
    }),
  );
  browser = resources.use(await startBrowser());
  client = resources.use(new Nebuly({ baseUrl: platform.url, apiKey: platform.apiKey }));
});

afterAll(() => resources.disposeAsync());

const screenshots = process.env.SCREENSHOTS;
async function show(page: Page, name: string): Promise<void> {
  if (screenshots !== undefined) await page.screenshot({ path: `${screenshots}/${name}.png` });
}

async function openChat(): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(app.url);
  return page;
}

async function visitor(): Promise<string> {
  const cookies = await browser.context.cookies();
  return cookies.find(({ name }) => name === "visitor")?.value ?? "";
}

async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel("Your question").fill(question);
  await page.getByLabel("Send").click();
}

const answers = (page: Page) => page.locator(".answer");
const finished = (page: Page) => page.locator('.answer[aria-busy="false"] .text').last();

/** The question is answered in full. */
async function waitForAnswer(page: Page, count = 1): Promise<string> {
  await answers(page)
    .nth(count - 1)
    .getByLabel("Answer again")
    .waitFor();
  return (await finished(page).textContent()) ?? "";
}

/** The text on the page at the moment when so much of the answer has come. */
async function waitForPart(page: Page, length: number): Promise<string> {
  const text = await page.waitForFunction((wanted) => {
    const part = document.querySelector('.answer[aria-busy="true"] .text')?.textContent ?? "";
    return part.length >= wanted ? part : undefined;
  }, length);
  return (await text.jsonValue()) ?? "";
}

const isTurn =
  (input: string) =>
  ({ path, body }: Received): boolean =>
    path.endsWith("/trace_interaction") && body.interaction.input === input;
const isFeedback =
  (slug: string) =>
  ({ path, body }: Received): boolean =>
    path.endsWith("/feedback") && body.action.slug === slug;

const someTime: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const someTokens: unknown = expect.any(Number);

/** The embedding of the question and what was found with it. */
const retrieval = (question: string): unknown[] => [
  // The scripted server counts no tokens of embeddings, and unknown ones are not sent.
  { model: "text-embedding-3-small", input: question },
  { source: "help-pages", input: question, outputs: expect.any(Array) },
];

function modelCall(messages: unknown[], output: string): unknown {
  return {
    model: expect.stringMatching(/^gpt-5-mini/),
    messages: [{ role: "system", content: expect.stringContaining("help pages") }, ...messages],
    output,
    input_tokens: someTokens,
    output_tokens: someTokens,
  };
}

describe("the example chat on the AI SDK", () => {
  const question = "How do returns work?";

  test("streams an answer, which becomes one interaction: embedding, help pages, model call, in this order", async () => {
    const page = await openChat();
    await page.getByText("How can we help?").waitFor();
    await show(page, "1-welcome");
    await page.getByRole("button", { name: question }).click();
    const part = await waitForPart(page, 20);
    await show(page, "2-streaming");
    const answer = await waitForAnswer(page);
    await show(page, "3-answered");
    expect(answer).toContain("60 days");
    expect(answer.length).toBeGreaterThan(part.length);
    expect(answer.startsWith(part)).toBe(true);

    const { body } = await platform.find(isTurn(question));
    expect(body).toEqual({
      interaction: {
        conversation_id: expect.stringMatching(/./),
        input: question,
        output: answer,
        time_start: someTime,
        time_end: someTime,
        end_user: await visitor(),
        hide_content: false,
        tags: { framework: "ai-sdk" },
      },
      traces: [...retrieval(question), modelCall([{ role: "user", content: question }], answer)],
      user_feedback: [],
      anonymize: true,
    });
    await page.close();
  });

  test("sends thumbs up, thumbs down, a copy and a new answer as feedback on the very answer", async () => {
    const page = await openChat();
    const size = "What size should I take for mountain boots?";
    await ask(page, size);
    const answer = await waitForAnswer(page);
    const { body: turn } = await platform.find(isTurn(size));
    await page.getByLabel("Good answer").click();
    await page.getByLabel("Copy").click();
    const quoted = { end_user: await visitor(), input: size, output: answer, anonymize: true };
    expect((await platform.find(isFeedback("thumbs_up"))).body).toEqual({
      action: { slug: "thumbs_up" },
      metadata: { ...quoted, timestamp: someTime },
    });
    expect((await platform.find(isFeedback("copy_output"))).body).toEqual({
      action: { slug: "copy_output", text: answer },
      metadata: { ...quoted, timestamp: someTime },
    });
    await show(page, "4-feedback");

    const known = platform.received.length;
    await page.getByLabel("Answer again").click();
    expect((await platform.find(isFeedback("regenerate"))).body.metadata).toEqual({ ...quoted, timestamp: someTime });
    await waitForAnswer(page);
    const again = await platform.find(
      (received) => isTurn(size)(received) && platform.received.indexOf(received) >= known,
    );
    expect(again.body.interaction.conversation_id).toBe(turn.interaction.conversation_id);
    await page.close();
  });

  test("calls its tool between two model calls, all in one interaction", async () => {
    const page = await openChat();
    const order = "Where is my order 1042?";
    await ask(page, order);
    const answer = await waitForAnswer(page);
    await show(page, "5-tool");
    expect(answer).toContain("Thursday");
    expect(await page.locator(".tool").textContent()).toContain("Looked up order 1042");
    const { body } = await platform.find(isTurn(order));
    expect(body.interaction).toMatchObject({ output: answer, tags: { framework: "ai-sdk" } });
    expect(body.traces).toEqual([
      ...retrieval(order),
      modelCall([{ role: "user", content: order }], 'orderStatus({"orderId":"1042"})'),
      {
        source: "orderStatus",
        input: '{"orderId":"1042"}',
        outputs: ['{"orderId":"1042","status":"left our store in Innsbruck","arrives":"Thursday"}'],
      },
      modelCall(
        [
          { role: "user", content: order },
          { role: "assistant", content: 'orderStatus({"orderId":"1042"})' },
          { role: "tool", content: expect.stringContaining("Innsbruck") },
          { role: "user", content: "" },
        ],
        answer,
      ),
    ]);
    await page.close();
  });

  test("an answer that the visitor stops is a cancelled interaction with the text he saw", async () => {
    const page = await openChat();
    const tour = "Tell me about the Alta Via in detail";
    await ask(page, tour);
    await waitForPart(page, 150);
    await show(page, "6-long-answer");
    await page.getByLabel("Stop").click();
    const seen = await waitForAnswer(page);
    await show(page, "7-stopped");
    const { body } = await platform.find(isTurn(tour));
    expect(body.interaction.tags).toEqual({ framework: "ai-sdk", interaction_status: "cancelled" });
    expect(body.interaction.output.startsWith(seen.trim())).toBe(true);
    expect(body.interaction.output.length).toBeLessThan(700);
    expect(body.traces).toHaveLength(3);
    expect(body.traces[2].output).toBe(body.interaction.output);
    await page.close();
  });

  test("an answer whose tab is closed is a cancelled interaction with the text so far", async () => {
    const page = await openChat();
    const tour = "Is the Alta Via hard?";
    await ask(page, tour);
    const seen = await waitForPart(page, 100);
    await page.close();
    const { body } = await platform.find(isTurn(tour));
    expect(body.interaction.tags).toEqual({ framework: "ai-sdk", interaction_status: "cancelled" });
    expect(body.interaction.output.startsWith(seen)).toBe(true);
    expect(body.traces).toHaveLength(3);
  });
});

describe("the example chat on LangChain", () => {
  async function openLangChain(): Promise<Page> {
    const page = await openChat();
    await page.getByRole("tab", { name: "LangChain" }).click();
    return page;
  }

  test("streams an answer, which becomes one interaction of the same shape", async () => {
    const page = await openLangChain();
    const question = "Are returns free?";
    await ask(page, question);
    const answer = await waitForAnswer(page);
    await show(page, "8-langchain");
    const { body } = await platform.find(isTurn(question));
    expect(body).toEqual({
      interaction: {
        conversation_id: expect.stringMatching(/./),
        input: question,
        output: answer,
        time_start: someTime,
        time_end: someTime,
        end_user: await visitor(),
        hide_content: false,
        tags: { framework: "langchain" },
      },
      traces: expect.arrayContaining([
        ...retrieval(question),
        modelCall([{ role: "user", content: question }], answer),
      ]),
      user_feedback: [],
      anonymize: true,
    });
    await page.close();
  });

  test("an answer whose tab is closed is a cancelled interaction with the text so far", async () => {
    const page = await openLangChain();
    const tour = "Where does the Alta Via end?";
    await ask(page, tour);
    const seen = await waitForPart(page, 100);
    await page.close();
    const { body } = await platform.find(isTurn(tour));
    expect(body.interaction.tags).toEqual({ framework: "langchain", interaction_status: "cancelled" });
    expect(body.interaction.output.startsWith(seen)).toBe(true);
  });
});

test("the platform tells it all back: every turn of the visitor, with its feedback", async () => {
  const { data } = await client.interactions.list({
    timeRange: { start: new Date(Date.now() - 600_000), end: new Date(Date.now() + 60_000) },
    filters: [{ kind: "user", values: [await visitor()] }],
    limit: 100,
  });
  const turns = platform.received.filter(({ path }) => path.endsWith("/trace_interaction"));
  expect(data.map((row) => row.input_text).sort()).toEqual(turns.map(({ body }) => body.interaction.input).sort());
});
