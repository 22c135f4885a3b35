// The schema of an interaction's detail: what is believed of the platform's answer.

import { z } from "zod";
import { traceSchema } from "./interaction-body-schema.ts";
import type { InteractionDetail } from "./interaction-detail.ts";
import { schemaOf } from "./schema-of.ts";

const text = z.string().nullable().exactOptional();
const number = z.number().nullable().exactOptional();
const texts = z.array(z.string()).nullable().exactOptional();

export const interactionDetailSchema: z.ZodType<InteractionDetail> = schemaOf<InteractionDetail>()(
  z.looseObject({
    interaction_id: z.string().exactOptional(),
    input: text,
    output: text,
    conversation: z.array(
      z.looseObject({
        input: z.string().nullable(),
        output: z.string().nullable(),
        timestamp: z.string(),
        is_chosen: z.boolean(),
      }),
    ),
    tags: z.record(z.string(), z.string()).nullable().exactOptional(),
    feedback: z
      .array(
        z.looseObject({
          slug: z.string(),
          text: z.string().optional(),
          value: z.number().optional(),
          timestamp: z.string().exactOptional(),
        }),
      )
      .nullable()
      .exactOptional(),
    sentiment: text,
    emotions: texts,
    topic: text,
    intent: text,
    rags: texts,
    rags_details: z.unknown().exactOptional(),
    cost: number,
    latency: number,
    verbosity: number,
    text_language: text,
    pii_removed: z.boolean().nullable().exactOptional(),
    traces: z.array(traceSchema).exactOptional(),
  }),
);
