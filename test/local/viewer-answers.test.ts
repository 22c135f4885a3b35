// What the platform answers the viewer: cut lists, one interaction alone, and the body that was sent.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Nebuly } from "../../src/index.ts";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";

const sendPath = "/event-ingestion/api/v3/events/trace_interaction";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform({ apiKey: "right" });
});
afterAll(() => platform.close());

async function get(path: string): Promise<unknown> {
  const response = await fetch(platform.url + path, { headers: { authorization: "Bearer right" } });
  expect(response.status).toBe(200);
  return response.json();
}

/** Sends an interaction and returns its id. */
async function send(body: ReturnType<typeof interactionBody>): Promise<string> {
  expect(await platform.post(sendPath, body)).toEqual({ status: 200, body: {} });
  const { body: page } = await platform.post(
    "/viewer/interactions",
    listBody([{ kind: "user", values: [body.interaction.end_user] }], { limit: 1 }),
  );
  return Reflect.get(Object(Reflect.get(Object(page), "data")[0]), "id");
}

async function total(): Promise<unknown> {
  const { body } = await platform.post("/viewer/interactions", listBody());
  return Reflect.get(Object(body), "total");
}

test("every answer is closed to who has no key", async () => {
  for (const path of ["/viewer/interactions", "/viewer/interactions/some", "/viewer/interactions/some/payload"]) {
    expect((await fetch(platform.url + path, { method: "POST", body: "{}" })).status).toBe(401);
    expect((await fetch(platform.url + path)).status).toBe(401);
  }
});

test("what is not there is a 404", async () => {
  for (const id of ["nothing", "019dd8b7-1c00-8000-8000-000000000000", "%2e%2e"]) {
    for (const path of [`/viewer/interactions/${id}`, `/viewer/interactions/${id}/payload`]) {
      const response = await fetch(platform.url + path, { headers: { authorization: "Bearer right" } });
      expect(response.status).toBe(404);
    }
  }
});

test("the list carries the beginning of long texts and no traces", async () => {
  const long = "a long word ".repeat(100_000);
  const body = interactionBody({
    interaction: { end_user: "lists", input: long, output: long, tags: { interaction_status: "cancelled" } },
    traces: [
      { model: "m", messages: [{ role: "user", content: long }], output: long, input_tokens: 7, output_tokens: 3 },
    ],
    user_feedback: [{ slug: "thumbs_up" }, { slug: "rating", value: 4 }, { slug: "thumbs_up" }],
  });
  await send(body);
  const answer = await platform.post("/viewer/interactions", listBody([{ kind: "user", values: ["lists"] }]));
  expect(JSON.stringify(answer.body).length).toBeLessThan(1_500);
  expect(answer.body).toMatchObject({
    total: 1,
    data: [
      {
        input: long.slice(0, 280),
        output: long.slice(0, 280),
        user: "lists",
        startedAt: "2026-05-01T10:00:00.000Z",
        latency: 2.5,
        tokens: 10,
        status: "cancelled",
        feedback: ["thumbs_up", "rating"],
        rating: 4,
      },
    ],
  });
});

test("an open interaction says every feedback with its text, and where it stands in its conversation", async () => {
  const at = (minute: number) => ({
    conversation_id: "three turns",
    end_user: "opens",
    time_start: `2026-05-01T10:0${minute}:00.000Z`,
    time_end: `2026-05-01T10:0${minute}:02.000Z`,
  });
  await send(interactionBody({ interaction: at(1) }));
  const user_feedback = [{ slug: "comment", text: "Too long" }] as const;
  const id = await send(interactionBody({ interaction: at(2), user_feedback }));
  await send(interactionBody({ interaction: at(3) }));
  const opened = await get(`/viewer/interactions/${id}`);
  expect(opened).toMatchObject({
    row: { id, output_text: "We are open from 9 to 17." },
    feedback: [{ slug: "comment", text: "Too long", timestamp: "2026-05-01T10:02:02.000Z" }],
    turn: 2,
    turns: 3,
  });
  expect(opened).not.toHaveProperty("row.conversation");
});

describe("the payload", () => {
  test("is the body that the client sent, and sent again it is the same interaction", async () => {
    const client = new Nebuly({ baseUrl: platform.url, apiKey: "right", anonymize: false });
    client.track({
      input: "Opening hours?",
      output: "9 to 17.",
      timeStart: "2026-05-02T10:00:00.000Z",
      timeEnd: "2026-05-02T10:00:01.000Z",
      endUser: "payloads",
      conversationId: "chat-7",
      tags: { app: "support", attempt: 2 },
      traces: [
        { model: "embedder", input: "Opening hours?", inputTokens: 3 },
        { source: "faq", input: "hours", outputs: ["9 to 17", "closed on Sunday"] },
        {
          model: "m",
          messages: [{ role: "user", content: "Opening hours?" }],
          output: "9 to 17.",
          outputTokens: 4,
          cost: 12,
        },
      ],
      feedback: [{ slug: "rating", value: 5, text: "Thanks" }],
    });
    await client.shutdown();
    const { body: page } = await platform.post(
      "/viewer/interactions",
      listBody([{ kind: "user", values: ["payloads"] }]),
    );
    const id = Reflect.get(Object(page), "data")[0].id;
    const sent = interactionBody({
      interaction: {
        conversation_id: "chat-7",
        input: "Opening hours?",
        output: "9 to 17.",
        time_start: "2026-05-02T10:00:00.000Z",
        time_end: "2026-05-02T10:00:01.000Z",
        end_user: "payloads",
        tags: { app: "support", attempt: "2" },
      },
      traces: [
        { model: "embedder", input: "Opening hours?", input_tokens: 3 },
        { source: "faq", input: "hours", outputs: ["9 to 17", "closed on Sunday"] },
        {
          model: "m",
          messages: [{ role: "user", content: "Opening hours?" }],
          output: "9 to 17.",
          output_tokens: 4,
          cost: 12,
        },
      ],
      user_feedback: [{ slug: "rating", text: "Thanks", value: 5 }],
      anonymize: false,
    });
    const payload = await get(`/viewer/interactions/${id}/payload`);
    expect(payload).toEqual({ body: sent, removed: [] });
    const before = await total();
    await platform.post(sendPath, Reflect.get(Object(payload), "body"));
    expect(await total()).toBe(before);
  });

  test("shows the anonymised texts where personal data was removed, everywhere", async () => {
    const input = "My mail is ada@example.com";
    const id = await send(
      interactionBody({
        interaction: { end_user: "private", input },
        traces: [{ model: "m", messages: [{ role: "user", content: input }], output: "ok" }],
      }),
    );
    const payload = await get(`/viewer/interactions/${id}/payload`);
    expect(JSON.stringify(payload)).not.toContain("ada@example.com");
    expect(payload).toMatchObject({ body: { anonymize: true }, removed: ["personal data"] });
  });

  test("has no content where the content is hidden", async () => {
    const id = await send(interactionBody({ interaction: { end_user: "hides", hide_content: true } }));
    const payload = await get(`/viewer/interactions/${id}/payload`);
    expect(payload).toMatchObject({
      body: { interaction: { input: "", output: "", hide_content: true } },
      removed: ["content"],
    });
  });

  test("leaves out feedback that came later, in a body of its own", async () => {
    const body = interactionBody({ interaction: { end_user: "late" }, user_feedback: [{ slug: "thumbs_up" }] });
    const id = await send(body);
    const { input, output, end_user } = body.interaction;
    const metadata = { input, output, end_user, timestamp: "2026-05-01T11:00:00.000Z", anonymize: true };
    await platform.post("/event-ingestion/api/v1/events/feedback", { action: { slug: "thumbs_down" }, metadata });
    expect(await get(`/viewer/interactions/${id}/payload`)).toEqual({ body, removed: [] });
    expect(await get(`/viewer/interactions/${id}`)).toMatchObject({
      feedback: [{ slug: "thumbs_up" }, { slug: "thumbs_down", timestamp: "2026-05-01T11:00:00.000Z" }],
    });
  });
});
