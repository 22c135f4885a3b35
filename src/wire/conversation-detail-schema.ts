// The schemas of a conversation's detail: what the platform takes, and what is believed of its answer.

import { z } from "zod";
import type { ConversationDetail, ConversationDetailBody } from "./conversation-detail.ts";
import { schemaOf } from "./schema-of.ts";

const text = z.string().nullable().exactOptional();
const number = z.number().nullable().exactOptional();

export const conversationDetailBodySchema: z.ZodType<ConversationDetailBody> = schemaOf<ConversationDetailBody>()(
  z.object({ conversation_id: z.string() }),
);

export const conversationDetailSchema: z.ZodType<ConversationDetail> = schemaOf<ConversationDetail>()(
  z.looseObject({
    id: z.string().exactOptional(),
    session_length: number,
    session_time: number,
    start_session: text,
    end_session: text,
    cost: number,
    tags: z.unknown().exactOptional(),
    emotions: z.array(z.string()).nullable().exactOptional(),
    custom_aggregates: z.record(z.string(), z.unknown()).nullable().exactOptional(),
    conversation: z.array(
      z.looseObject({
        id: z.string(),
        input: text,
        output: text,
        timestamp: z.string().exactOptional(),
        end_timestamp: text,
        user_query: text,
        topic: text,
        sentiment: text,
      }),
    ),
  }),
);
