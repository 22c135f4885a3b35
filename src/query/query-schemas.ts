// What the read side's arguments may hold. Loaded with the first read.

import { z } from "zod";
import { listFilterSchema } from "../wire/filters-schema.ts";
import { pageFields } from "../wire/get-interactions-schema.ts";
import { momentInputSchema } from "../wire/moment-schema.ts";
import { schemaOf } from "../wire/schema-of.ts";
import type { InteractionFilter, IterateQuery, ListQuery } from "./query-types.ts";

const search = { search: z.string().exactOptional(), allowNulls: z.boolean().exactOptional() };

const filterSchema: z.ZodType<InteractionFilter> = schemaOf<InteractionFilter>()(
  z.union([
    listFilterSchema,
    z.object({ kind: z.literal("user_query"), values: z.array(z.string()).exactOptional(), ...search }),
    z.object({ kind: z.enum(["warning_message", "negative_intent_message"]), ...search }),
  ]),
);

const selection = {
  timeRange: z
    .object({ start: momentInputSchema.exactOptional(), end: momentInputSchema.exactOptional() })
    .exactOptional(),
  filters: z.array(filterSchema).exactOptional(),
};

const signal = { signal: z.instanceof(AbortSignal).exactOptional() };

export const listQuerySchema: z.ZodType<ListQuery> = z.object({
  ...selection,
  ...signal,
  limit: pageFields.limit.exactOptional(),
  offset: pageFields.offset.exactOptional(),
});

export const iterateQuerySchema: z.ZodType<IterateQuery> = z.object({
  ...selection,
  ...signal,
  pageSize: pageFields.limit.exactOptional(),
});
