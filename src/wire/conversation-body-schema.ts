// The schema of trace_conversation, as the platform reads it.

import { z } from "zod";
import type { ConversationBody } from "./conversation-body.ts";
import { feedbackSchema } from "./feedback-schema.ts";
import { tagsSchema, traceSchema } from "./interaction-body-schema.ts";
import { momentSchema } from "./moment-schema.ts";
import { schemaOf } from "./schema-of.ts";

/** Body of `POST /event-ingestion/api/v2/events/trace_conversation`. */
export const conversationBodySchema: z.ZodType<ConversationBody> = schemaOf<ConversationBody>()(
  z.object({
    conversation: z.object({
      interactions: z.array(
        z.object({
          input: z.string(),
          output: z.string(),
          time_start: momentSchema,
          time_end: momentSchema,
          tags: tagsSchema.default({}),
          feedback_actions: z.array(feedbackSchema).default([]),
          trace: z.array(traceSchema).default([]),
        }),
      ),
      end_user: z.string(),
    }),
  }),
);
