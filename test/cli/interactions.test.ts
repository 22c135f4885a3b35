// Listing and following interactions, against a real platform.

import { Nebuly } from "nebuly";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { followInteractions } from "../../src/cli/follow-interactions.ts";
import { interactionBody } from "../local/bodies.ts";
import { openPlatform, type TestPlatform } from "../local/open-platform.ts";
import { createTerminal, runNebuly } from "./run-nebuly.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await openPlatform();
  vi.stubEnv("NEBULY_ENDPOINT_URL", platform.url);
  vi.stubEnv("NEBULY_API_KEY", platform.apiKey);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await platform.close();
});

interface Sent {
  readonly input: string;
  readonly secondsAgo?: number;
  readonly user?: string;
  readonly output?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly feedback?: "thumbs_up" | "thumbs_down";
}

async function store({
  input,
  secondsAgo = 60,
  user = "ada",
  output = "An answer.",
  tags = {},
  feedback,
}: Sent): Promise<void> {
  const start = Date.now() - secondsAgo * 1000;
  const { status } = await platform.post(
    ingest,
    interactionBody({
      interaction: {
        input,
        output,
        end_user: user,
        tags,
        time_start: new Date(start).toISOString(),
        time_end: new Date(start + 500).toISOString(),
      },
      user_feedback: feedback === undefined ? [] : [{ slug: feedback }],
    }),
  );
  expect(status).toBe(200);
}

async function inputs(...parameters: readonly string[]): Promise<readonly unknown[]> {
  const { code, stdout, stderr } = await runNebuly("interactions", "--json", ...parameters);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).input_text);
}

describe("nebuly interactions", () => {
  test("lists the newest first and says how many there are", async () => {
    await store({ input: "first", secondsAgo: 30 });
    await store({ input: "second", secondsAgo: 20 });
    await store({ input: "third", secondsAgo: 10 });
    const { code, stdout, stderr } = await runNebuly("interactions", "--limit", "2");
    expect(code).toBe(0);
    expect([...stdout.matchAll(/› (\S+)/g)].map(([, input]) => input)).toEqual(["third", "second"]);
    expect(stderr).toBe("2 of 3 interactions; --limit shows more.\n");
    expect((await runNebuly("interactions", "--keyword", "first")).stderr).toBe("1 interaction.\n");
  });

  test("every filter narrows; values of one are alternatives, different ones must all hold", async () => {
    await store({ input: "refund please", tags: { app: "support" }, feedback: "thumbs_down" });
    await store({ input: "opening hours", user: "grace", tags: { app: "sales", interaction_status: "failed" } });
    await store({ input: "late question", user: "grace", secondsAgo: 7_200 });
    expect(await inputs("--user", "ada")).toEqual(["refund please"]);
    expect(await inputs("--tag", "app=support", "--tag", "app=sales")).toHaveLength(2);
    expect(await inputs("--tag", "app=support", "--user", "grace")).toEqual([]);
    expect(await inputs("--status", "unfinished")).toEqual(["opening hours"]);
    expect(await inputs("--feedback", "negative")).toEqual(["refund please"]);
    expect(await inputs("--keyword", "refund")).toEqual(["refund please"]);
    expect(await inputs("--until", "1h")).toEqual(["late question"]);
    expect(await inputs("--since", "1h", "--user", "grace")).toEqual(["opening hours"]);
  });

  test("texts of users and models cannot command the terminal", async () => {
    await store({
      input: "\u001b[2J\u001b]0;owned\u0007hello\nworld",
      output: "a\u202etxt.exe",
      user: "\u001b[31meve",
    });
    const { stdout } = await runNebuly("interactions");
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(stdout).toContain("hello world");
  });

  test.each([[["interactions", "--json"]], [["export"]], [["stats", "--json"]]])(
    "JSON of %j cannot either, and reads back as what it was",
    async (parameters) => {
      const user = "\u009b31meve\u007f\u202e";
      await store({ input: "\u009b2Jhello", output: "a\u202etxt.exe", user });
      const { stdout } = await runNebuly(...parameters);
      expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(user).slice(1, -1));
    },
  );
});

describe("nebuly interactions --follow", () => {
  test("shows the last ones oldest first, then each new one once, however late it comes, until Ctrl+C", async () => {
    await store({ input: "too old to show", secondsAgo: 300 });
    await store({ input: "before last", secondsAgo: 200 });
    await store({ input: "last", secondsAgo: 100 });
    const client = new Nebuly();
    const terminal = createTerminal();
    const printed: unknown[] = [];
    const arrivals = [
      () => store({ input: "new", secondsAgo: 1 }),
      () => store({ input: "began long ago, ended now", secondsAgo: 250 }),
      async () => terminal.interrupt(),
    ];
    await followInteractions({
      client,
      selection: {},
      limit: 2,
      terminal,
      print: async (row) => void printed.push(row.input_text),
      pause: async () => void (await arrivals.shift()?.()),
    });
    expect(printed).toEqual(["before last", "last", "new", "began long ago, ended now"]);
    await client.shutdown();
  });
});
