// One interaction, one conversation, and the numbers of all, as the terminal shows them.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { interactionBody } from "../local/bodies.ts";
import { openPlatform, type TestPlatform } from "../local/open-platform.ts";
import { runNebuly } from "./run-nebuly.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";
let platform: TestPlatform;
let id = "";

beforeAll(async () => {
  platform = await openPlatform();
  vi.stubEnv("NEBULY_ENDPOINT_URL", platform.url);
  vi.stubEnv("NEBULY_API_KEY", platform.apiKey);
  const system = { role: "system", content: "Be brief." } as const;
  const user = { role: "user", content: "Opening hours?" } as const;
  await platform.post(
    ingest,
    interactionBody({
      interaction: {
        input: "Opening hours?",
        output: "\u001b[31mNine\u001b[0m to five.",
        tags: { app: "support", interaction_status: "cancelled" },
      },
      traces: [
        { model: "in-house", messages: [system, user], output: 'faq({"q":"hours"})', input_tokens: 12, cost: 7 },
        { source: "faq", input: '{"q":"hours"}', outputs: ["9 to 17", "Sunday closed"] },
        { model: "in-house", messages: [system, user, { role: "tool", content: "9 to 17" }], output: "", cost: 5 },
      ],
      user_feedback: [{ slug: "rating", value: 2, text: "too short" }],
    }),
  );
  await platform.post(
    ingest,
    interactionBody({
      interaction: {
        input: "And on Sunday?",
        output: "Closed.",
        time_start: "2026-05-01T10:01:00Z",
        time_end: "2026-05-01T10:01:04Z",
      },
    }),
  );
  const { stdout } = await runNebuly("interactions", "--json", "--status", "cancelled");
  id = JSON.parse(stdout).id;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await platform.close();
});

describe("nebuly interaction", () => {
  test("shows question, answer, the steps in order, feedback and tags", async () => {
    const { code, stdout, stderr } = await runNebuly("interaction", id);
    expect([code, stderr]).toEqual([0, ""]);
    const order = [
      "cancelled",
      id,
      "› Opening hours?",
      "‹ �[31mNine�[0m to five.",
      "  1  in-house",
      "12 → ? tokens",
      "Be brief.",
      "  2  faq  2 results",
      "Sunday closed",
      "  3  in-house",
      "2 messages as in step 1",
      "(none)",
      "rating  2 of 5  “too short”",
      "app            support",
    ];
    let at = 0;
    for (const text of order) {
      const found = stdout.indexOf(text, at);
      expect(found, `${text} in its place`).toBeGreaterThanOrEqual(0);
      at = found;
    }
    expect(stdout.split("\n").every((line) => line.length <= 80)).toBe(true);
  });

  test("as JSON it is the platform's own answer", async () => {
    const { stdout } = await runNebuly("interaction", id, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ interaction_id: id, traces: [{}, { source: "faq" }, {}] });
  });

  test("one that is not there ends with 1 and says so", async () => {
    const { code, stderr } = await runNebuly("interaction", "unknown");
    expect([code, stderr]).toEqual([1, "nebuly interaction: there is no such interaction on this platform.\n"]);
  });
});

describe("nebuly conversation", () => {
  test("shows every turn, oldest first", async () => {
    const { code, stdout } = await runNebuly("conversation", "conversation-1");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Conversation conversation-1 {2}2 turns {2}1 min 4 s/);
    expect(stdout.indexOf("Opening hours?")).toBeLessThan(stdout.indexOf("And on Sunday?"));
    expect(stdout).toContain("cancelled  rating");
  });
});

describe("nebuly stats", () => {
  test("counts what there is", async () => {
    const { code, stdout } = await runNebuly("stats");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^interactions {4}2$/m);
    expect(stdout).toMatch(/^users {11}1$/m);
    expect(stdout).toMatch(/^latency p50 {5}2\.50 s$/m);
    expect(stdout).toMatch(/^latency p95 {5}4\.00 s$/m);
    expect(stdout).toMatch(/^feedback {8}0 good, 1 bad$/m);
    expect(stdout).toMatch(/^Models {2}tokens in → out, cost\n {2}in-house +12 → 0 +\$0\.000012/m);
    expect(stdout).toMatch(/^Unfinished\n {2}cancelled +█+ +1 {2}50%/m);
    expect(stdout).toMatch(/^Languages\n {2}English +█+ /m);
  });

  test("as JSON the numbers have the platform's names", async () => {
    const { stdout } = await runNebuly("stats", "--json", "--user", "user-1");
    expect(JSON.parse(stdout).total).toMatchObject({ n_interactions: 2, n_users: 1, latency_p95_seconds: 4 });
  });

  test("nothing to count is said in words", async () => {
    const { code, stdout } = await runNebuly("stats", "--user", "nobody");
    expect([code, stdout]).toEqual([0, "No interaction matches.\n"]);
  });
});
