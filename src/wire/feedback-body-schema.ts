// The schema of feedback that comes after its interaction, with either spelling of its first key.

import { z } from "zod";
import type { FeedbackBody, FeedbackMetadataBody } from "./feedback-body.ts";
import { feedbackSchema } from "./feedback-schema.ts";
import { momentSchema } from "./moment-schema.ts";
import { schemaOf } from "./schema-of.ts";

const metadataSchema: z.ZodType<FeedbackMetadataBody> = schemaOf<FeedbackMetadataBody>()(
  z.object({
    input: z.string().exactOptional(),
    output: z.string().exactOptional(),
    end_user: z.string(),
    timestamp: momentSchema,
    anonymize: z.boolean().default(true),
  }),
);

const withActionSchema = z.object({ action: feedbackSchema, metadata: metadataSchema });
const withFeedbackSchema = z.object({ feedback: feedbackSchema, metadata: metadataSchema });

/** Body of `POST /event-ingestion/api/v1/events/feedback`. */
export const feedbackBodySchema: z.ZodType<FeedbackBody> = schemaOf<FeedbackBody>()(
  z.union([withActionSchema, withFeedbackSchema]),
);
