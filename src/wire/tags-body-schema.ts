// The schema of tags that come after their interaction.

import { z } from "zod";
import { tagsSchema } from "./interaction-body-schema.ts";
import { momentSchema } from "./moment-schema.ts";
import { schemaOf } from "./schema-of.ts";
import type { TagsBody } from "./tags-body.ts";

/** Body of `POST /event-ingestion/api/v2/events/tags`. */
export const tagsBodySchema: z.ZodType<TagsBody> = schemaOf<TagsBody>()(
  z.object({
    tags: tagsSchema,
    metadata: z.object({
      end_user: z.string(),
      time_start: momentSchema,
      input: z.string().exactOptional(),
      output: z.string().exactOptional(),
    }),
  }),
);
