import { describe, expect, test } from "vitest";
import { createTextFinisher, finishInteraction } from "../../src/capture/finish-texts.ts";
import { createTextRedactor, redactionFailedText } from "../../src/capture/redaction.ts";
import { limitText } from "../../src/capture/text-limits.ts";
import type { RedactContext } from "../../src/settings/redact.ts";
import type { ResolvedInteraction } from "../../src/wire/interaction.ts";

const interaction: ResolvedInteraction = {
  conversationId: "c",
  input: "in",
  output: "out",
  timeStart: "2026-01-01T10:00:00.000Z",
  timeEnd: "2026-01-01T10:00:01.000Z",
  endUser: "user",
  hideContent: false,
  anonymize: true,
  tags: { tag: "tag value" },
  traces: [
    {
      model: "m",
      messages: [
        { role: "system", content: "be kind" },
        { role: "user", content: "in" },
      ],
      output: "model out",
    },
    { source: "s", input: "query", outputs: ["one", "two"] },
    { model: "e", input: "embedded" },
  ],
  feedback: [{ slug: "comment", text: "well done" }, { slug: "thumbs_up" }],
};

describe("redact", () => {
  test("sees every text of an interaction, and where it stands", () => {
    const seen: [string, RedactContext][] = [];
    const redactor = createTextRedactor(
      (text, context) => {
        seen.push([text, context]);
        return `<${text}>`;
      },
      () => {},
    );
    expect(finishInteraction(interaction, redactor)).toEqual({
      ...interaction,
      input: "<in>",
      output: "<out>",
      tags: { tag: "<tag value>" },
      traces: [
        {
          model: "m",
          messages: [
            { role: "system", content: "<be kind>" },
            { role: "user", content: "<in>" },
          ],
          output: "<model out>",
        },
        { source: "s", input: "<query>", outputs: ["<one>", "<two>"] },
        { model: "e", input: "<embedded>" },
      ],
      feedback: [{ slug: "comment", text: "<well done>" }, { slug: "thumbs_up" }],
    });
    expect(seen).toContainEqual(["be kind", { part: "message", role: "system" }]);
    expect(seen).toContainEqual(["two", { part: "retrieval_output" }]);
  });

  test("is asked once about a text that an agent repeats in every step", () => {
    let calls = 0;
    const redactor = createTextRedactor(
      (text) => {
        calls += 1;
        return text;
      },
      () => {},
    );
    const step = { model: "m", messages: [{ role: "user" as const, content: "same" }], output: "" };
    finishInteraction({ ...interaction, tags: {}, traces: [step, step, step], feedback: [] }, redactor);
    // input, output, the message, the empty model output
    expect(calls).toBe(4);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["returns nothing", () => undefined],
    ["returns a promise", () => Promise.resolve("x")],
  ])("fails closed when it %s: the text is not sent", (_name, redact) => {
    const failures: unknown[] = [];
    const redactor = createTextRedactor(redact as unknown as (text: string) => string, (error) => failures.push(error));
    const redacted = finishInteraction(interaction, redactor);
    expect(redacted.input).toBe(redactionFailedText);
    expect(JSON.stringify(redacted)).not.toContain("be kind");
    expect(failures.length).toBeGreaterThan(0);
  });
});

describe("a text that is too long to be sent whole", () => {
  const key = `sk-${"0123456789abcdef".repeat(4)}`;
  const hideKeys = createTextRedactor(
    (text) => text.replaceAll(key, "[key]"),
    () => {},
  );
  const finish = createTextFinisher(hideKeys);

  test("is redacted before it is cut, so that no half of a secret stands at the edge of the cut", () => {
    for (let shift = 0; shift <= key.length; shift += 7) {
      const text = `${"x".repeat(99_990 - shift)}${key}${"y".repeat(300_000)}`;
      const sent = finish(text, { part: "output" });
      expect(sent.length).toBeLessThanOrEqual(200_000);
      expect(sent).not.toContain(key.slice(0, 8));
    }
  });

  test("is cut between words", () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `word${index}`).join(" ");
    const words = new Set(text.split(" "));
    const sent = createTextFinisher(undefined)(text, { part: "input" });
    const shown = sent.replace(/…\[\d+ characters cut\]…/, " ").split(/\s+/);
    expect(shown.length).toBeGreaterThan(1_000);
    expect(shown.every((word) => words.has(word))).toBe(true);
  });

  test("is told of in one mark, although more than redact is shown was cut before", () => {
    const whole = "x".repeat(3_000_000);
    const sent = finish(limitText(whole), { part: "output" });
    const [head = "", count, tail = "", ...more] = sent.split(/ …\[(\d+) characters cut\]… /);
    expect(more).toEqual([]);
    expect(head.length + Number(count) + tail.length).toBe(whole.length);
  });

  test("is cut to a thousand characters where it is a tag", () => {
    expect(finish("t".repeat(5_000), { part: "tag" }).length).toBe(1_000);
  });
});
