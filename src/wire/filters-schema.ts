// The schemas of filters and time ranges.

import { z } from "zod";
import { feedbackSlugs } from "./feedback-schema.ts";
import type { InteractionFilter, ListFilter, TimeRangeBody } from "./filters.ts";
import { momentSchema } from "./moment-schema.ts";
import { schemaOf } from "./schema-of.ts";

const feedbackKinds = ["positive_explicit", "negative_explicit", "positive_implicit", "negative_implicit"] as const;
const texts = z.array(z.string());
/** Filters that list values. */
const listFilters = [
  z.object({
    kind: z.enum([
      "user_intent",
      "negative_user_intent",
      "keyword",
      "type_of_problem",
      "topic",
      "user",
      "language",
      "data_source",
    ]),
    values: texts,
  }),
  z.object({ kind: z.literal("user_feedback"), values: z.array(z.enum([...feedbackKinds, ...feedbackSlugs])) }),
  z.object({ kind: z.literal("tag"), tag: z.string(), values: texts }),
  z.object({ kind: z.literal("pii"), values: z.array(z.boolean()) }),
] as const;

/** Filters that list values, as bodies and callers spell them alike. */
export const listFilterSchema: z.ZodType<ListFilter> = schemaOf<ListFilter>()(
  z.discriminatedUnion("kind", listFilters),
);

const search = { search: z.string().exactOptional(), allow_nulls: z.boolean().exactOptional() };

export const filterSchema: z.ZodType<InteractionFilter> = schemaOf<InteractionFilter>()(
  z.discriminatedUnion("kind", [
    ...listFilters,
    z.object({ kind: z.literal("user_query"), values: texts.exactOptional(), ...search }),
    z.object({ kind: z.enum(["warning_message", "negative_intent_message"]), ...search }),
  ]),
);

export const timeRangeSchema: z.ZodType<TimeRangeBody> = schemaOf<TimeRangeBody>()(
  z.object({ start: momentSchema, end: momentSchema }),
);
