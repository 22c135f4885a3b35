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
    return withShortNames(JSON.parse(withStorableCharacters(text)));
  } catch (cause) {
    // What was sent is no JSON, or nested deeper than any body; the sender is told so.
    throw unprocessable(context, notJson, cause);
  }
}

/** Escapes in JSON, each whole: pairs of surrogates, single ones, and all others. */
const escapes = /\\(?:u(?:d[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|[\da-f]{4})|[^u])/gi;
const singleSurrogateOrNul = /^\\u(?:d[89a-f][\da-f]{2}|0000)$/i;

/**
 * PostgreSQL stores every character but NUL; half a pair of surrogates is no character, and turns into one and the same on
 * the way to either engine: two tags that were different would be one.
 */
function withStorableCharacters(json: string): string {
  if (!/\\u(?:d[89a-f]|0000)/i.test(json)) return json;
  return json.replaceAll(escapes, (written) => (singleSurrogateOrNul.test(written) ? "\\ufffd" : written));
}

/** The platform's 422, to be thrown. */
export function unprocessable(context: Context, detail: readonly ValidationDetail[], cause?: unknown): HTTPException {
  return new HTTPException(422, { res: context.json({ detail }, 422), cause });
}
