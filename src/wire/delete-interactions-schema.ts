// The schemas of deleting interactions.

import { z } from "zod";
import type { DeleteInteractionsAnswer, DeleteInteractionsBody } from "./delete-interactions.ts";
import { filterSchema, timeRangeSchema } from "./filters-schema.ts";
import { schemaOf } from "./schema-of.ts";

export const deleteInteractionsBodySchema: z.ZodType<DeleteInteractionsBody> = schemaOf<DeleteInteractionsBody>()(
  z.object({ filters: z.array(filterSchema).default([]), time_range: timeRangeSchema.nullable().exactOptional() }),
);

export const deleteInteractionsAnswerSchema: z.ZodType<DeleteInteractionsAnswer> = schemaOf<DeleteInteractionsAnswer>()(
  z.looseObject({ message: z.string().exactOptional() }),
);
