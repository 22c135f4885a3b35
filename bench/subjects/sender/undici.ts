// The limit: undici alone, posting the bodies that this package would post, over as many connections as its default.

import { Pool } from "undici";
import type { SenderEvent, SenderSubject } from "../../work/sender-subject.ts";

const connections = 4;
const path = "/event-ingestion/api/v3/events/trace_interaction";
const headers = { "content-type": "application/json", authorization: "Bearer bench" };

export function createSubject(sinkUrl: string): SenderSubject {
  const pool = new Pool(sinkUrl, { connections });
  const waiting: SenderEvent[] = [];
  const post = async (): Promise<void> => {
    for (let event = waiting.pop(); event !== undefined; event = waiting.pop()) {
      const { body } = await pool.request({ path, method: "POST", headers, body: toBody(event) });
      await body.dump();
    }
  };
  return {
    send: (event) => void waiting.push(event),
    async flush() {
      await Promise.all(Array.from({ length: connections }, post));
    },
  };
}

function toBody(event: SenderEvent): string {
  return JSON.stringify({
    interaction: {
      conversation_id: "01234567-89ab-4cde-8f01-23456789abcd",
      input: event.input,
      output: event.output,
      time_start: event.timeStart,
      time_end: event.timeEnd,
      end_user: event.endUser,
      hide_content: false,
      tags: {},
    },
    traces: [
      { model: "instant-1", messages: event.messages, output: event.output, input_tokens: 620, output_tokens: 60 },
    ],
    user_feedback: [],
    anonymize: true,
  });
}
