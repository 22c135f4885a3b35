// The commands against a platform that answers as the hosted one is documented to: no traces, no percentiles, no models, below
// a path of its own, and for the right key only.

import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { runNebuly } from "./run-nebuly.ts";

const row = {
  id: "hosted-1",
  input_text: "Opening hours?",
  output_text: "9 to 17.",
  end_user: "ada",
  conversation_id: "chat-7",
  timestamp: "2026-05-01T10:00:00Z",
  end_timestamp: "2026-05-01T10:00:02Z",
  cost: 1200,
  latency: 2,
  feedback_actions: ["thumbs_up"],
  tags: { app: "web" },
  custom_columns: { Team: "North" },
};
const counts = { n_interactions: 1, n_users: 1, cost: 1200, latency_seconds: 2, n_positive_explicit_user_feedback: 1 };

let server: Server;
let endpoint: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const isKnown = request.headers.authorization === "Bearer the-key";
      const [status, body] = isKnown ? answer(request.url ?? "", text) : [401, { detail: "Unauthorized" }];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/company`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  vi.stubEnv("NEBULY_API_KEY", "the-key");
  vi.stubEnv("NEBULY_ENDPOINT_URL", endpoint);
  return () => vi.unstubAllEnvs();
});

/** Only what the platform's documents have; what is of a local platform alone is refused as they refuse it. */
function answer(url: string, text: string): readonly [status: number, body: unknown] {
  const page = { total: 1, offset: 0, limit: 100 };
  switch (url) {
    case "/company/api/external/get-interactions":
      return [200, { ...page, data: JSON.parse(text).offset === 0 ? [row] : [] }];
    case "/company/api/external/export/interactions/detail-v2/hosted-1":
      return [
        200,
        {
          interaction_id: "hosted-1",
          input: row.input_text,
          output: row.output_text,
          conversation: [{ input: row.input_text, output: row.output_text, timestamp: row.timestamp, is_chosen: true }],
          tags: row.tags,
          feedback: [{ slug: "thumbs_up" }],
          latency: 2,
          text_language: "en",
        },
      ];
    case "/company/api/external/get-conversation-detail":
      return [
        200,
        {
          id: "chat-7",
          session_length: 1,
          conversation: [{ id: "hosted-1", input: row.input_text, output: row.output_text }],
        },
      ];
    case "/company/api/external/get-interaction-aggregates":
      if (/latency_percentiles|"kind":"model"/.test(text))
        return [422, { detail: [{ loc: ["body"], msg: "unknown", type: "enum" }] }];
      return [200, { ...page, data: [{ group_name: "ada", ...counts }] }];
    case "/company/event-ingestion/api/v3/events/trace_interaction":
      return [200, {}];
    default:
      return [404, { detail: "Not Found" }];
  }
}

test.each([
  [["interactions", "--limit", "1"], "Opening hours?"],
  [["interactions", "--json", "--limit", "1"], '"custom_columns":{"Team":"North"}'],
  [["interaction", "hosted-1"], "9 to 17."],
  [["conversation", "chat-7"], "1 turn"],
  [["stats"], "latency (mean)  2.00 s"],
  [["export"], '"id":"hosted-1"'],
])("nebuly %o", async (parameters, words) => {
  const { code, stdout } = await runNebuly(...parameters);
  expect(code).toBe(0);
  expect(stdout).toContain(words);
});

test("a wrong key is said to be wrong, in one line and without the key", async () => {
  vi.stubEnv("NEBULY_API_KEY", "another-key");
  const { code, stderr } = await runNebuly("interactions");
  expect(code).toBe(1);
  expect(stderr).toBe(
    "nebuly interactions: the platform refuses the key: set NEBULY_API_KEY to the project's secret key.\n",
  );
});
