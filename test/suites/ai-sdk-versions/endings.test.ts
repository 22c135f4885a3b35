// Every ending, on every major, through every way in: the status and the text that the platform gets, once.
import { afterAll, describe, expect, test } from "vitest";
import { createHandClockedClient } from "../../ai-sdk/hand-clocked-client.ts";
import { type Major, majors, type Sdk } from "./majors.ts";
import { type ScriptedModel, type StepScript, scriptedModel } from "./scripted-model.ts";
import { waysInto } from "./ways-in.ts";

interface Ending {
  readonly name: string;
  readonly step: StepScript;
  /** Calls the SDK as a user does and ends as the name says. What the user sees is the test's own assertion. */
  drive(sdk: Sdk, options: { readonly model: ScriptedModel; readonly prompt: string }): Promise<void>;
  /** What must have been told, by major. */
  expected(major: Major["major"]): { readonly status: string; readonly output: string };
}

const text = "Once upon a time there was a long story.";
const longText = Array.from({ length: 5_000 }, (_, index) => `word${index}`).join(" ");
const always = (status: string, output: string) => (): { readonly status: string; readonly output: string } => ({
  status,
  output,
});
const ignoreError = { onError() {} };

async function readAll(stream: AsyncIterable<string>): Promise<string> {
  let read = "";
  for await (const delta of stream) read += delta;
  return read;
}

/** The client of a chat: reads some of the response, then closes the tab. */
async function closeTab(response: Response): Promise<void> {
  const reader = response.body?.getReader();
  for (let chunks = 0; chunks < 8; chunks += 1) await reader?.read();
  await reader?.cancel();
}

async function abortWhenTextCame(sdk: Sdk, options: object, reason?: unknown): Promise<void> {
  const abort = new AbortController();
  const result = sdk.streamText({ ...options, ...ignoreError, abortSignal: abort.signal });
  try {
    for await (const _ of result.textStream) abort.abort(reason);
  } catch (error) {
    expect(error).toBe(abort.signal.reason);
  }
}

const endings: readonly Ending[] = [
  {
    name: "generateText: finish",
    step: { text },
    async drive(sdk, options) {
      expect((await sdk.generateText(options)).text).toBe(text);
    },
    expected: always("completed", text),
  },
  {
    name: "generateText: the provider throws",
    step: { ending: "throw" },
    async drive(sdk, options) {
      await expect(sdk.generateText(options)).rejects.toThrow("the provider failed");
    },
    expected: always("failed", ""),
  },
  {
    name: "generateText: abort signal",
    step: { ending: "hang" },
    async drive(sdk, options) {
      const abort = new AbortController();
      const answer = sdk.generateText({ ...options, abortSignal: abort.signal });
      setImmediate(() => abort.abort());
      await expect(answer).rejects.toThrow();
    },
    expected: always("cancelled", ""),
  },
  {
    name: "finish",
    step: { text },
    async drive(sdk, options) {
      expect(await readAll(sdk.streamText(options).textStream)).toBe(text);
    },
    expected: always("completed", text),
  },
  {
    name: "abort signal",
    step: { text, ending: "hang" },
    drive: (sdk, options) => abortWhenTextCame(sdk, options),
    expected: always("cancelled", "partial"),
  },
  {
    name: "timeout",
    step: { text, ending: "hang" },
    drive: (sdk, options) => abortWhenTextCame(sdk, options, new DOMException("too slow", "TimeoutError")),
    expected: always("cancelled", "partial"),
  },
  {
    name: "the provider's stream throws",
    step: { text, ending: "throw" },
    async drive(sdk, options) {
      await readAll(sdk.streamText({ ...options, ...ignoreError }).textStream).catch(() => {});
    },
    expected: always("failed", text),
  },
  {
    name: "error part",
    step: { text, ending: "error part" },
    async drive(sdk, options) {
      await readAll(sdk.streamText({ ...options, ...ignoreError }).textStream).catch(() => {});
    },
    expected: always("failed", text),
  },
  {
    name: "no finish part",
    step: { text, ending: "no finish part" },
    async drive(sdk, options) {
      expect(await readAll(sdk.streamText({ ...options, ...ignoreError }).textStream)).toBe(text);
    },
    expected: always("completed", text),
  },
  {
    name: "result never read",
    step: { text },
    async drive(sdk, options) {
      sdk.streamText(options);
    },
    expected: (major) =>
      major === 7 ? { status: "cancelled", output: "partial" } : { status: "completed", output: text },
  },
  {
    name: "disconnect",
    step: { text: longText },
    drive: (sdk, options) => closeTab(sdk.streamText(options).toUIMessageStreamResponse()),
    expected: (major) =>
      major === 7 ? { status: "cancelled", output: "partial" } : { status: "completed", output: longText },
  },
  {
    name: "disconnect, consumeStream",
    step: { text: longText },
    async drive(sdk, options) {
      const result = sdk.streamText(options);
      const consumed = result.consumeStream();
      await closeTab(result.toUIMessageStreamResponse());
      await consumed;
    },
    expected: always("completed", longText),
  },
];

/** Lets everything that was started come to rest; nothing in these tests waits for time or for a network. */
async function rest(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Ending by ending, what each major's users get; ways in that agree share a cell. */
const cells = new Map<string, Map<string, Set<string>>>();

function note(ending: string, major: string, told: string): void {
  const row = cells.get(ending) ?? new Map<string, Set<string>>();
  cells.set(ending, row.set(major, (row.get(major) ?? new Set()).add(told)));
}

afterAll(() => {
  const table = [...cells].map(([ending, row]) => [
    ending,
    Object.fromEntries([...row].map(([major, told]) => [major, [...told].join(" | ")])),
  ]);
  console.table(Object.fromEntries(table));
});

for (const major of majors) {
  for (const way of waysInto(major)) {
    describe(`AI SDK ${major.release}, ${way.name}`, () => {
      for (const ending of endings) {
        test(ending.name, async () => {
          const { client, clock, capture, delivered } = createHandClockedClient();
          const model = way.wrap(scriptedModel(major, [ending.step]), client);
          await ending.drive(major.sdk, { model, prompt: "Tell me a story", ...way.callOptions(client) });
          await rest();
          clock.advance(300_000);
          await rest();
          clock.advance(300_000);
          expect(delivered).toHaveLength(1);
          const [told] = delivered;
          const status = told?.tags.interaction_status ?? "completed";
          const { status: expectedStatus, output } = ending.expected(major.major);
          expect(status).toBe(expectedStatus);
          expect(told?.input).toBe("Tell me a story");
          if (output === "partial") expect((ending.step.text ?? "").startsWith(told?.output ?? "?")).toBe(true);
          else expect(told?.output).toBe(output);
          expect(told?.traces).toHaveLength(1);
          // The clock stood still while the answer came, however much later its end was known.
          expect(told?.timeEnd).toBe("2026-01-01T10:00:00.000Z");
          expect(clock.armed).toBe(0);
          expect(capture.stats().open).toBe(0);
          const text =
            told?.output === ending.step.text ? "whole text" : told?.output === "" ? "no text" : "text so far";
          note(ending.name, `AI SDK ${major.release}`, `${status}, ${text}`);
        });
      }
    });
  }
}
