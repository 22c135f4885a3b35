// Reads a request's body against its schema.

import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { z } from "zod";
import { withShortNames } from "./short-names.ts";
import { notJson, toValidationDetails, type ValidationDetail } from "./validation-detail.ts";

/** Returns the parsed body; throws the platform's 422 when it cannot be used. */
export async function readBody<Body>(context: Context, schema: z.ZodType<Body>): Promise<Body> {
  const parsed = schema.safeParse(await readJson(context));
  if (parsed.success) return parsed.data;
  throw unprocessable(context, toValidationDetails(parsed.error));
}

async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  try {
    return withShortNames(JSON.parse(withoutNulCharacters(text)));
  } catch (cause) {
    // What was sent is no JSON, or nested deeper than any body; the sender is told so.
    throw unprocessable(context, notJson, cause);
  }
}

/** PostgreSQL stores every character but this one. What is escaped twice is not that character. */
function withoutNulCharacters(json: string): string {
  return json.includes("\\u0000") ? json.replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/g, "$1\\ufffd") : json;
}

/** The platform's 422, to be thrown. */
export function unprocessable(context: Context, detail: readonly ValidationDetail[], cause?: unknown): HTTPException {
  return new HTTPException(422, { res: context.json({ detail }, 422), cause });
}
