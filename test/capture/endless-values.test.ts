// Values without end, or far larger than what is sent: reading them takes a moment and gives a bounded text.

import { describe, expect, test } from "vitest";
import { trailingToolCalls } from "../../src/ai-sdk/prompt-text.ts";
import { promptedTexts, returnedTexts } from "../../src/ai-sdk/tool-outputs.ts";
import { flattenContent } from "../../src/capture/flatten-content.ts";
import { safeJson } from "../../src/capture/safe-json.ts";
import { chooseInput } from "../../src/langchain/choose-input.ts";
import { chooseOutput } from "../../src/langchain/choose-output.ts";
import { messageText } from "../../src/langchain/read-message.ts";

/** Far more than is ever told, far less than what these values hold. */
const maxCharacters = 10_000_000;

function listWithoutEnd(item: unknown): unknown {
  return new Proxy([], {
    get: (list, key) => (key === "length" ? Number.POSITIVE_INFINITY : (Reflect.get(list, key) ?? item)),
    has: () => true,
  });
}

describe("content", () => {
  test("that holds itself more than once is read once through and cut", () => {
    const result: Record<string, unknown> = { type: "tool_result" };
    result.content = [{ type: "text", text: "seen" }, result, result];
    const text = flattenContent([result]);
    expect(text.startsWith("seen")).toBe(true);
    expect(text).toContain("[Too deep]");
    expect(text).toContain("[Too large]");
  });

  test("of lists that share their items says that something is left out", () => {
    let content: unknown = [{ type: "text", text: "lol" }];
    for (let depth = 0; depth < 30; depth += 1) content = new Array(10).fill({ type: "tool_result", content });
    expect(flattenContent(content)).toContain("[Too large]");
  });

  test("of one huge text in many parts is bounded", () => {
    const part = { type: "text", text: "a word ".repeat(30_000) };
    expect(flattenContent(new Array(5_000).fill(part)).length).toBeLessThan(maxCharacters);
  });
});

describe("JSON of a value", () => {
  test("is bounded in characters, whatever holds them", () => {
    const numbers = Array.from({ length: 1_000 }, () => new Array(20).fill(new Array(1_000).fill(1)));
    const texts = new Array(1_000).fill("a word ".repeat(30_000));
    for (const value of [numbers, texts, { texts }, new Set([numbers, texts])]) {
      expect(safeJson(value).length).toBeLessThan(maxCharacters);
    }
  });

  test("tells the beginning of a long map and how much more there is", () => {
    const map = new Map(Array.from({ length: 1_500 }, (_, index) => [index, index]));
    expect(safeJson(map)).toMatch(/^\[\[0,0\],.*"\[500 more\]"\]$/);
  });
});

describe("a run's input and output", () => {
  test("are found at the end of a list that has none", () => {
    const messages = listWithoutEnd({ role: "user", content: "hello" });
    expect(chooseInput(messages)).toBe("hello");
    expect(chooseInput({ messages })).toBe("hello");
    expect(chooseInput({ messages: [{ role: "user", content: listWithoutEnd("x") }] })).toContain("x");
    expect(messageText({ role: "assistant", content: "hi", tool_calls: listWithoutEnd("x") })).toContain("hi");
    expect(chooseOutput(listWithoutEnd({ role: "assistant", content: "hi" }), undefined)).toBe("hi");
  });

  test("are looked for in a sparse list without walking its holes", () => {
    const sparse: unknown[] = [];
    sparse[4_000_000_000] = { role: "user", content: "last" };
    expect(chooseInput(sparse)).toBe("last");
    expect(chooseInput({ messages: sparse })).toBe("last");
  });
});

describe("what a tool of the AI SDK gave back", () => {
  test("is told by the beginning of a list that has none, and of one of ten million", () => {
    for (const list of [listWithoutEnd("a document"), new Array(10_000_000).fill("a document")]) {
      for (const texts of [returnedTexts(list), promptedTexts({ type: "json", value: list })]) {
        expect(new Set(texts)).toEqual(new Set(["a document"]));
        expect(texts.length).toBeLessThanOrEqual(10_000);
      }
    }
  });

  test("as the content of an MCP tool, without end, is one bounded text", () => {
    const [text, ...others] = returnedTexts({ content: listWithoutEnd({ type: "text", text: "a word" }) });
    expect(others).toEqual([]);
    expect(text?.startsWith("a word")).toBe(true);
    expect(text?.length).toBeLessThan(maxCharacters);
  });

  test("is found at the end of a prompt without end", () => {
    const result = {
      type: "tool-result",
      toolCallId: "1",
      toolName: "search",
      output: { type: "text", value: "nine" },
    };
    expect(trailingToolCalls(listWithoutEnd({ role: "tool", content: [result] }))).toMatchObject([{ toolCallId: "1" }]);
    expect(trailingToolCalls([{ role: "tool", content: listWithoutEnd(result) }])).toMatchObject([{ toolCallId: "1" }]);
  });

  test("is found for each of ten thousand calls that a message makes", () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `call-${index}`);
    const part = (type: string, extra: object) => (toolCallId: string) => ({
      type,
      toolCallId,
      toolName: "t",
      ...extra,
    });
    const prompt = [
      { role: "assistant", content: ids.map(part("tool-call", { input: {} })) },
      { role: "tool", content: ids.toReversed().map(part("tool-result", { output: "nine" })) },
    ];
    const calls = trailingToolCalls(prompt);
    expect(calls.map((call) => call.toolCallId)).toEqual(ids);
    expect(calls.every((call) => call.output === "nine")).toBe(true);
  });
});
