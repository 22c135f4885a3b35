// Sending: what is wrong is told with its line, what was sent is not sent again.

import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { interactionBody, listBody } from "../local/bodies.ts";
import { openPlatform } from "../local/open-platform.ts";
import { runNebuly } from "./run-nebuly.ts";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "nebuly-send-"));
  path = join(directory, "turns.ndjson");
  vi.stubEnv("NEBULY_API_KEY", "key");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

const line = (number: number): string =>
  JSON.stringify(interactionBody({ interaction: { input: `question ${number}` } }));

/** A platform of which a test decides what it answers; `inputs` are those that it took. */
class Doorman implements AsyncDisposable {
  readonly inputs: string[] = [];
  readonly #server: Server;
  refuse: (input: string) => number | undefined = () => undefined;
  /** What a refusal is told with. */
  reason = "";

  constructor() {
    this.#server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => {
        text += chunk;
      });
      request.on("end", () => {
        const { input } = JSON.parse(text).interaction;
        const status = this.refuse(input) ?? 200;
        if (status === 200) this.inputs.push(input);
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ detail: this.reason }));
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address: AddressInfo | string | null = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe("nebuly send", () => {
  test("takes bodies of both Interaction APIs, conversations, exported rows and what client.track takes", async () => {
    await using platform = await openPlatform();
    vi.stubEnv("NEBULY_ENDPOINT_URL", platform.url);
    const { user_feedback: _v3, ...v2 } = interactionBody({ interaction: { input: "v2" } });
    await writeFile(
      path,
      [
        JSON.stringify(
          interactionBody({ interaction: { input: "v3" }, user_feedback: [{ slug: "rating", value: 4 }] }),
        ),
        "",
        JSON.stringify({ ...v2, feedback_actions: [{ slug: "thumbs_up" }] }),
        JSON.stringify({
          conversation: {
            end_user: "user-1",
            interactions: [
              {
                input: "conversation",
                output: "yes",
                time_start: "2026-05-01T10:00:00Z",
                time_end: "2026-05-01T10:00:01Z",
                trace: [{ model: "m", messages: [], output: "o", input_tokens: 3 }],
              },
            ],
          },
        }),
        JSON.stringify({
          id: "1",
          input_text: "row",
          output_text: "yes",
          timestamp: "2026-05-01T10:00:00Z",
          feedback_actions: ["thumbs_down"],
          traces: [{ source: "faq", input: "q", outputs: ["a"] }],
        }),
        JSON.stringify({
          input: "tracked",
          output: "yes",
          timeStart: "2026-05-01T10:00:00Z",
          timeEnd: Date.UTC(2026, 4, 1, 11),
          endUser: "ada",
        }),
      ].join("\n"),
    );
    const { code, stderr } = await runNebuly("send", path);
    expect([code, stderr]).toEqual([0, "5 sent.\n"]);
    const { body } = await platform.post("/api/external/get-interactions", listBody());
    expect(body).toMatchObject({ total: 5 });
    expect(JSON.stringify(body)).toMatch(/"feedback_action_rating":4/);
    expect(JSON.stringify(body)).toMatch(/"input_tokens":3/);
  });

  test("what a wrong line is told with commands nothing to the terminal", async () => {
    const body = { ...interactionBody(), traces: [{ model: "m", messages: [], output: "o", "\u001b[2J": 1 }] };
    await writeFile(path, [JSON.stringify(body), JSON.stringify({ "\u001b]0;owned\u0007": {} })].join("\n"));
    await using doorman = new Doorman();
    doorman.refuse = () => 422;
    doorman.reason = "\u001b[2J\u009b31mno";
    vi.stubEnv("NEBULY_ENDPOINT_URL", await doorman.listen());
    const { code, stderr } = await runNebuly("send", path);
    expect(code).toBe(1);
    expect(stderr).toContain("no");
    expect(stderr.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  test("wrong lines are told with their number and what is wrong, and the others are sent", async () => {
    await using doorman = new Doorman();
    vi.stubEnv("NEBULY_ENDPOINT_URL", await doorman.listen());
    const secret = "the user's own words";
    await writeFile(
      path,
      [
        line(1),
        `not json ${secret}`,
        "[1]",
        `{"interaction":{"input":"${secret}"},"traces":[]}`,
        `{"input":"${secret}","output":"","timeStart":0}`,
        line(6),
      ].join("\n"),
    );
    const { code, stderr } = await runNebuly("send", path);
    expect(code).toBe(1);
    expect(stderr).toContain(`${path}:2: is no JSON`);
    expect(stderr).toContain(`${path}:3: must be a JSON object`);
    expect(stderr).toContain(`${path}:4: interaction.output: `);
    expect(stderr).toContain(`${path}:5: timeEnd: must be a valid date`);
    expect(stderr).toContain("2 sent, 4 wrong and left out.");
    expect(stderr).not.toContain(secret);
    expect(doorman.inputs.sort()).toEqual(["question 1", "question 6"]);
  });

  test("a line that the platform refuses is found and told; the rest is sent", async () => {
    await using doorman = new Doorman();
    doorman.refuse = (input) => (input === "question 2" ? 422 : undefined);
    vi.stubEnv("NEBULY_ENDPOINT_URL", await doorman.listen());
    await writeFile(path, [1, 2, 3].map(line).join("\n"));
    const { code, stderr } = await runNebuly("send", path);
    expect(code).toBe(1);
    expect(stderr).toContain(`${path}:2: not sent: rejected (422`);
    expect(new Set(doorman.inputs)).toEqual(new Set(["question 1", "question 3"]));
  });

  test("a run that had to stop goes on with the first line that was not sent", async () => {
    await using doorman = new Doorman();
    vi.stubEnv("NEBULY_ENDPOINT_URL", await doorman.listen());
    await writeFile(path, Array.from({ length: 100 }, (_, index) => line(index + 1)).join("\n"));
    doorman.refuse = (input) => (Number(input.split(" ")[1]) > 64 ? 401 : undefined);
    const stopped = await runNebuly("send", path);
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain("refuses the key (401)");
    expect(stopped.stderr).toContain("Stopped after line 64; the same command goes on. 64 sent.");
    doorman.refuse = () => undefined;
    const resumed = await runNebuly("send", path);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toBe("Going on after line 64.\n36 sent.\n");
    expect(doorman.inputs).toHaveLength(100);
    expect(new Set(doorman.inputs).size).toBe(100);
    await expect(stat(`${path}.sent.json`)).rejects.toThrow();
  });

  test("a file that has changed since is not gone on with", async () => {
    await using doorman = new Doorman();
    vi.stubEnv("NEBULY_ENDPOINT_URL", await doorman.listen());
    const lines = Array.from({ length: 100 }, (_, index) => line(index + 1));
    await writeFile(path, lines.join("\n"));
    doorman.refuse = (input) => (Number(input.split(" ")[1]) > 64 ? 401 : undefined);
    await runNebuly("send", path);
    await writeFile(path, [line(0), ...lines].join("\n"));
    const { code, stderr } = await runNebuly("send", path);
    expect(code).toBe(2);
    expect(stderr).toContain("has changed before line 65");
  });

  test("a dry run sends nothing and leaves nothing behind", async () => {
    await using doorman = new Doorman();
    vi.stubEnv("NEBULY_ENDPOINT_URL", await doorman.listen());
    await writeFile(path, [line(1), "{}"].join("\n"));
    const { code, stderr } = await runNebuly("send", path, "--dry-run");
    expect(code).toBe(1);
    expect(stderr).toContain("1 right, 1 wrong and left out.");
    expect(doorman.inputs).toEqual([]);
    await expect(stat(`${path}.sent.json`)).rejects.toThrow();
  });
});
