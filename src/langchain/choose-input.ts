// What the user wrote, found in the input of a root run.

import { flattenContent } from "../capture/flatten-content.ts";
import { toText } from "../capture/safe-json.ts";
import { isContent, messageRole, messageWords } from "./read-message.ts";
import { isList, lastItems, maxItems, readProperty } from "./read-value.ts";

/** Where people put the user's words, the most telling first. */
const inputKeys = ["input", "question", "query", "prompt", "text", "message", "messages"];
const maxDepth = 4;

/** The user's words in a run's input; undefined when it does not show them. */
export function chooseInput(input: unknown): string | undefined {
  return choose(input, 0);
}

/**
 * The user's words in the state that a graph ended with, for one that was called to go on and given nothing: what was
 * asked before is still in it.
 */
export function chooseInputOfState(state: unknown): string | undefined {
  if (typeof state !== "object" || state === null || isList(state) || messageRole(state) !== undefined)
    return undefined;
  return chooseByName(state, 0) ?? chooseFromMessages(state);
}

function choose(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return flattenContent(value);
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null || depth > maxDepth) return undefined;
  const role = messageRole(value);
  if (role !== undefined) return role === "user" ? messageWords(value) : undefined;
  if (isList(value)) return chooseFromList(lastItems(value), depth);
  if (readProperty(value, "lg_name") === "Command") return chooseFromCommand(value, depth);
  return chooseFromObject(value, depth);
}

function chooseFromList(values: readonly unknown[], depth: number): string | undefined {
  const last = values.findLast((value) => messageRole(value) === "user");
  if (last !== undefined) return messageWords(last);
  if (values.every((value) => typeof value === "string")) return values.at(-1);
  if (values.some((value) => messageRole(value) !== undefined)) return undefined;
  // The content of one message, or a list of one.
  if (isContent(values)) return flattenContent(values);
  return values.length === 1 ? choose(values[0], depth + 1) : undefined;
}

/** A graph that is resumed: what the user answered. */
function chooseFromCommand(command: object, depth: number): string | undefined {
  const resume = readProperty(command, "resume");
  if (resume !== undefined && resume !== null) return choose(resume, depth + 1) ?? toText(resume);
  return choose(readProperty(command, "update"), depth + 1);
}

function chooseFromObject(value: object, depth: number): string | undefined {
  const found = chooseByName(value, depth) ?? chooseFromMessages(value);
  if (found !== undefined) return found;
  // A form with one text in it.
  const texts = ownKeys(value)
    .map((key) => readProperty(value, key))
    .filter((text) => typeof text === "string");
  return texts.length === 1 ? texts[0] : undefined;
}

function chooseByName(value: object, depth: number): string | undefined {
  for (const key of inputKeys) {
    const text = choose(readProperty(value, key), depth + 1);
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}

function chooseFromMessages(value: object): string | undefined {
  for (const key of ownKeys(value)) {
    const found = readProperty(value, key);
    if (!isList(found)) continue;
    const last = lastItems(found).findLast((item) => messageRole(item) === "user");
    if (last !== undefined) return messageWords(last);
  }
  return undefined;
}

/** The first keys of an object; none when its proxy refuses to tell. */
export function ownKeys(value: object): readonly string[] {
  try {
    return Object.keys(value).slice(0, maxItems);
  } catch {
    // A hostile or revoked proxy.
    return [];
  }
}
