// A step that a turn was told by hand, as a trace. Loaded with the first body, so what cannot be read is said by then, once.

import type { PacedLogger } from "../runtime/logger.ts";
import type { LlmTrace, Message, MessageRole, Trace } from "../wire/interaction.ts";
import { flattenContent } from "./flatten-content.ts";
import { toText } from "./safe-json.ts";
import type { ToldStep } from "./turn.ts";

/** The platform's roles, and by what other names frameworks know the same. */
const roles = new Map<unknown, MessageRole>([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["human", "user"],
  ["assistant", "assistant"],
  ["ai", "assistant"],
  ["tool", "tool"],
  ["function", "tool"],
]);

/** So many items of a list are read; that of a proxy may have no end. */
const maxItems = 10_000;

/** Reads the step; undefined when it is none. One log line names what is of no use. Throws what reading it throws. */
export function readToldStep({ call, given }: ToldStep, logger: PacedLogger): Trace | undefined {
  const warn = (field: string, fix: string): void =>
    logger.warn(`turn.${call}.${field.replace(/\[\d+\]/, "")}`, `turn.${call}: ${field} ${fix}`);
  if (typeof given !== "object" || given === null) {
    warn("the argument", `must be ${shapes[call]}`);
    return undefined;
  }
  const fields = new Fields(given, warn);
  switch (call) {
    case "llm":
      return {
        model: fields.text("model"),
        messages: fields.messages(),
        output: fields.text("output"),
        ...fields.counts(["inputTokens", "outputTokens", "cost"]),
      };
    case "retrieval":
      return { source: fields.text("source"), input: fields.text("input"), outputs: fields.outputs() };
    case "embedding":
      return { model: fields.text("model"), input: fields.text("input"), ...fields.counts(["inputTokens"]) };
    default:
      return call satisfies never;
  }
}

const shapes: Readonly<Record<ToldStep["call"], string>> = {
  llm: "{ model, messages, output }",
  retrieval: "{ source, input, outputs }",
  embedding: "{ model, input }",
};

type Count = "inputTokens" | "outputTokens" | "cost";

class Fields {
  readonly #given: object;
  readonly #warn: (field: string, fix: string) => void;

  constructor(given: object, warn: (field: string, fix: string) => void) {
    this.#given = given;
    this.#warn = warn;
  }

  text(field: string): string {
    const value: unknown = Reflect.get(this.#given, field);
    if (value === undefined || value === null) this.#warn(field, "must be a string");
    return toText(value);
  }

  messages(): readonly Message[] {
    return this.#list("messages", "must be a list of { role, content }").map((message, index) => {
      const isMessage = typeof message === "object" && message !== null;
      const role = isMessage ? roles.get(Reflect.get(message, "role")) : undefined;
      if (role === undefined) this.#warn(`messages[${index}].role`, "must be system, user, assistant or tool");
      return { role: role ?? "user", content: flattenContent(isMessage ? Reflect.get(message, "content") : message) };
    });
  }

  outputs(): readonly string[] {
    return this.#list("outputs", "must be a list of strings").map(toText);
  }

  counts(fields: readonly Count[]): Partial<Pick<LlmTrace, Count>> {
    const counts: { [Field in Count]?: number } = {};
    for (const field of fields) {
      const value: unknown = Reflect.get(this.#given, field);
      if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) counts[field] = value;
      else if (value !== undefined && value !== null) this.#warn(field, "must be a whole number, 0 or more");
    }
    return counts;
  }

  /** One item that stands by itself is a list of one. */
  #list(field: string, fix: string): readonly unknown[] {
    const value: unknown = Reflect.get(this.#given, field);
    if (Array.isArray(value)) return [...value.slice(-maxItems)];
    this.#warn(field, fix);
    return value === undefined || value === null ? [] : [value];
  }
}
