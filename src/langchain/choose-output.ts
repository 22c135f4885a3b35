// What the user was shown, found in the output of a root run.

import { flattenContent, withoutDataUrls } from "../capture/flatten-content.ts";
import { safeJson } from "../capture/safe-json.ts";
import { chooseInput, ownKeys } from "./choose-input.ts";
import { isContent, isMessageInstance, messageAnswer, messageRole, messageText, messageWords } from "./read-message.ts";
import { isList, lastItems, readProperty, readString } from "./read-value.ts";

/** Where people put the answer, the most telling first. */
export const outputKeys: readonly string[] = ["output", "answer", "text", "result", "response"];
/** What createAgent of LangChain says in the model's place before a structured response. */
const announcement = "Returning structured response: ";
const maxDepth = 4;

/** The answer in a run's output. `input` is what the run was given: a state that passes through it is no answer. */
export function chooseOutput(output: unknown, input: unknown): string | undefined {
  return choose(output, input, 0);
}

function choose(value: unknown, input: unknown, depth: number): string | undefined {
  if (typeof value === "string") return flattenContent(value);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null || depth > maxDepth) return undefined;
  const role = messageRole(value);
  if (role !== undefined) return messageAnswer(value);
  if (isList(value)) return chooseFromList(value, input);
  return chooseFromObject(value, input, depth);
}

function chooseFromList(list: readonly unknown[], input: unknown): string | undefined {
  const values = lastItems(list);
  const answer = lastAnswer(values, input);
  if (answer !== undefined) return messageWords(answer);
  if (values.some((value) => messageRole(value) !== undefined)) return undefined;
  if (isContent(values)) return messageWords({ role: "assistant", content: values });
  const [only] = values;
  if (values.length === 1 && typeof only === "string") return flattenContent(only);
  return values.length === 0 ? undefined : toJson(list);
}

/** The last message since the user's own that was said to the user. */
function lastAnswer(messages: readonly unknown[], input: unknown): unknown {
  const asked = askedIndex(messages, input);
  // Supervisors hand on what an agent said as a human message in the agent's name.
  const isAgents = (message: unknown, index: number): boolean =>
    asked !== -1 && index > asked && readString(message, "name") !== undefined;
  const isUsers = (message: unknown, index: number): boolean =>
    messageRole(message) === "user" && !isAgents(message, index);
  return messages.slice(messages.findLastIndex(isUsers) + 1).findLast((message) => {
    const role = messageRole(message);
    return (role === "assistant" || role === "user") && messageWords(message) !== "";
  });
}

/** Where the user's question stands in a conversation; -1 when it does not stand there. */
function askedIndex(messages: readonly unknown[], input: unknown): number {
  const asked = chooseInput(input);
  if (asked === undefined || asked === "") return -1;
  return messages.findLastIndex((message) => messageRole(message) === "user" && messageWords(message) === asked);
}

/** The messages of a graph. One that ends on a tool's message was to return it directly, or got its structured answer by it. */
function chooseFromConversation(
  messages: readonly unknown[],
  { input, structured, depth }: { readonly input: unknown; readonly structured: unknown; readonly depth: number },
): string | undefined {
  const last = messages.at(-1);
  const isDirect = messageRole(last) === "tool";
  const words = isDirect ? undefined : chooseFromList(messages, input);
  if (words !== undefined && !words.startsWith(announcement)) return words;
  if (structured !== undefined && structured !== null) return choose(structured, undefined, depth + 1);
  return isDirect ? messageText(last) : words;
}

function chooseFromObject(value: object, input: unknown, depth: number): string | undefined {
  for (const key of outputKeys) {
    const text = choose(readProperty(value, key), undefined, depth + 1);
    if (text !== undefined && text !== "") return text;
  }
  const keys = ownKeys(value);
  // A chain that gave nothing: LangChain wraps whatever is no object.
  if (keys.length === 1 && keys[0] === "output") return undefined;
  // A chain that ends on its prompt.
  const rendered = readProperty(value, "lc_namespace") === undefined ? undefined : readProperty(value, "value");
  if (typeof rendered === "string") return rendered;
  const messages = readProperty(value, "messages");
  if (isList(messages)) {
    const structured = readProperty(value, "structuredResponse");
    return chooseFromConversation(messages, { input, structured, depth });
  }
  // What was given passes through the state of a graph; the answer is what is new in it.
  const fresh = keys.filter((key) => readProperty(input, key) !== readProperty(value, key));
  const lists = fresh
    .map((key) => readProperty(value, key))
    .filter(isList)
    .map(lastItems);
  for (const list of lists) {
    const text = list.some((item) => messageRole(item) !== undefined) ? chooseFromList(list, input) : undefined;
    if (text !== undefined) return text;
  }
  const answers = fresh.map((key) => readProperty(value, key)).filter((found) => messageRole(found) === "assistant");
  const [answer] = answers;
  if (answers.length === 1 && messageWords(answer) !== "") return messageWords(answer);
  const [only, ...others] = textsOf(value, fresh);
  if (only !== undefined && others.length === 0 && (fresh.length === 1 || fresh.length < keys.length)) return only;
  // A question that was rewritten on the way is new too, but it was there before.
  const added = fresh.filter((key) => readProperty(input, key) === undefined);
  const [answered, ...rest] = added.length < fresh.length ? textsOf(value, added) : [];
  if (answered !== undefined && rest.length === 0) return answered;
  return keys.length === 0 ? undefined : toJson(value);
}

function textsOf(value: object, keys: readonly string[]): readonly string[] {
  return keys.map((key) => readProperty(value, key)).filter((found) => typeof found === "string");
}

/** Messages in it are told as what they say, not as LangChain serializes them. */
function toJson(value: object): string {
  return withoutDataUrls(safeJson(value, (part) => (isMessageInstance(part) ? messageText(part) : undefined)));
}
