// The options that say whose interaction it is and how it is kept: one shape for client, handler, scope and single call.

import type { PacedLogger } from "../runtime/logger.ts";
import type { Tags } from "../wire/interaction.ts";
import { type Check, isBoolean, isTags, isText } from "./option-checks.ts";

/** Identity and metadata of an interaction. Field by field, the most specific wins: call, scope, handler, client. */
export interface InteractionOptions {
  /** Who the user is: an id or name, hashed if need be (`endUserSecret`). Default `anonymous`. */
  readonly endUser?: string | undefined;
  /** Groups interactions into a conversation. Default: LangGraph's `thread_id`, else a new UUID. */
  readonly conversationId?: string | undefined;
  /** What the user wrote, where the captured call does not show it. Default: what was captured. */
  readonly input?: string | undefined;
  /** Tags to filter by on the platform. Merged tag by tag; values become strings. */
  readonly tags?: Tags | undefined;
  /** Hide input and output on the platform; traces and metadata stay visible. Default false. */
  readonly hideContent?: boolean | undefined;
  /** Let the platform remove personal data. Default true. */
  readonly anonymize?: boolean | undefined;
}

export const interactionOptionChecks: {
  readonly endUser: Check;
  readonly conversationId: Check;
  readonly input: Check;
  readonly tags: Check;
  readonly hideContent: Check;
  readonly anonymize: Check;
} = {
  endUser: isText,
  conversationId: isText,
  input: (value) => (typeof value === "string" ? undefined : "must be a string"),
  tags: isTags,
  hideContent: isBoolean,
  anonymize: isBoolean,
};

type Field = keyof InteractionOptions;
const fields = Object.keys(interactionOptionChecks) as readonly Field[];

/** The interaction options among other options, references kept. */
export function pickInteractionOptions(options: InteractionOptions): InteractionOptions {
  const picked: Record<string, unknown> = {};
  for (const field of fields) if (options[field] !== undefined) picked[field] = options[field];
  return picked;
}

/**
 * Reads interaction options that arrive in the middle of a user's call (metadata, provider options). Never throws: what
 * cannot be used is left out and named in a log line, as is the first name that is no option. Numbers are taken where an id
 * is meant.
 */
export function readInteractionOptions(value: unknown, logger: PacedLogger, place = "nebuly"): InteractionOptions {
  if (typeof value !== "object" || value === null) return {};
  const options: Record<string, unknown> = {};
  const warn = (name: string, problem: string): void => logger.warn(`${place}.${name}`, `${place}.${name}: ${problem}`);
  const unknown = findUnknown(value);
  if (unknown !== undefined) warn(unknown, `is not an option; known are ${fields.join(", ")}`);
  for (const field of fields) {
    const found = readField(value, field);
    if (found === undefined || found === null) continue;
    const given =
      typeof found === "number" && (field === "endUser" || field === "conversationId") ? String(found) : found;
    const problem = interactionOptionChecks[field](given);
    if (problem === undefined) options[field] = given;
    else warn(field, problem);
  }
  return options;
}

function findUnknown(value: object): string | undefined {
  try {
    return Object.keys(value).find((key) => !Object.hasOwn(interactionOptionChecks, key));
  } catch {
    // A proxy of the caller that throws: it names nothing.
    return undefined;
  }
}

function readField(value: object, field: Field): unknown {
  try {
    return Reflect.get(value, field);
  } catch {
    // A getter or proxy of the caller that throws: the field counts as not given.
    return undefined;
  }
}

/** What the specific options leave open the general ones say; tags merge tag by tag. Where there is only one, it is that one itself. */
export function mergeInteractionOptions(
  specific: InteractionOptions | undefined,
  general: InteractionOptions | undefined,
): InteractionOptions | undefined {
  if (specific === undefined || general === undefined) return specific ?? general;
  const tags = specific.tags && { ...general.tags, ...specific.tags };
  return { ...general, ...pickInteractionOptions(specific), ...(tags && { tags }) };
}
