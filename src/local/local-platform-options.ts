// The options of a local platform, and what they may hold.

import { z } from "zod";
import { schemaOf } from "../wire/schema-of.ts";
import type { AnalystModel } from "./analyst/analyst-model.ts";
import { isAnalystModel } from "./analyst/find-model.ts";

export interface LocalPlatformOptions {
  /** Port to listen on, on 127.0.0.1 only. 0 takes a free one. Default 4319. */
  readonly port?: number;
  /**
   * Where interactions are kept: a file, `:memory:` for one that ends with the process, or a `postgres://` URL. Default
   * `.nebuly/platform.db` below the current directory.
   */
  readonly database?: string;
  /** The only key that is taken. Default: any key is, as long as there is one. */
  readonly apiKey?: string;
  /** Largest request body in bytes; larger ones are answered 413. Default 16,777,216 (16 MiB). */
  readonly maxBodyBytes?: number;
  /** Interactions that began more days ago are deleted, at the start and then every ten minutes. Default: nothing is. */
  readonly retentionDays?: number;
  /**
   * Fills the fields that need a language model (user_query, intents, topics, keywords, emotions, warnings), in the
   * background: any language model of the AI SDK, or its name (`@ai-sdk/openai:gpt-5-mini` takes it from that package,
   * `openai/gpt-5-mini` from the AI SDK's gateway). It sees what is stored: texts without the personal data that was
   * removed, and none that is hidden. Default: `NEBULY_ANALYST_MODEL`; without it those fields stay null.
   */
  readonly analyst?: AnalystModel | string;
  /** Where failures inside the platform are told. Default: `console`. */
  readonly logger?: { error(message: string): void };
}

export const localPlatformOptionsSchema: z.ZodType<LocalPlatformOptions> = schemaOf<LocalPlatformOptions>()(
  z.strictObject({
    port: z.int().min(0).max(65_535).exactOptional(),
    database: z
      .string()
      .min(1)
      // A misspelt server would become a folder of that name.
      .regex(/^(?:postgres(?:ql)?:\/\/|(?![a-z][a-z\d+.-]+:))/i, "must be a file, :memory: or a postgres:// URL")
      .exactOptional(),
    apiKey: z
      .string()
      .regex(/^[\x21-\x7e]+$/, "must be printable characters without spaces")
      .exactOptional(),
    maxBodyBytes: z.int().min(1).exactOptional(),
    retentionDays: z.number().positive().exactOptional(),
    analyst: z
      .custom<AnalystModel | string>(
        (value) => (typeof value === "string" && value !== "") || isAnalystModel(value),
        "must be a language model of the AI SDK, or the name of one",
      )
      .exactOptional(),
    logger: z
      .custom<{ error(message: string): void }>(
        (value) => typeof value === "object" && value !== null && "error" in value,
        "must have the method error, as console does",
      )
      .exactOptional(),
  }),
);
