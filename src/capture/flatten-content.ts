// Message content of any provider as plain text. Read by shape, never by version: text stays, media become placeholders,
// tool calls become `name(json)`. Base64 never gets through.

import { withoutBareBase64 } from "./bare-base64.ts";
import { maxDepth, maxRoom, objectRoom, safeJson, toText } from "./safe-json.ts";

/** Characters that may still be told, and how many contents the one that is read lies in. */
interface Room {
  left: number;
  depth: number;
}

/** The text of a message's content: a string, a part, or a list of parts. Contents nest, and may hold themselves. */
export function flattenContent(content: unknown, room: Room = { left: maxRoom, depth: 0 }): string {
  if (!Array.isArray(content)) return flattenPart(content, room);
  if (room.depth === maxDepth) return "[Too deep]";
  room.depth += 1;
  const texts: string[] = [];
  for (const part of content) {
    if (room.left <= 0) {
      texts.push("[Too large]");
      break;
    }
    const text = flattenPart(part, room);
    if (text !== "") texts.push(text);
    room.left -= text.length;
  }
  room.depth -= 1;
  return texts.join("\n");
}

/** A tool call as text. */
export function flattenToolCall(name: string, input: unknown): string {
  return `${name}(${typeof input === "string" ? withoutDataUrls(input) : safeJson(input ?? {})})`;
}

/** Replaces inlined media by what it is: `[image/png]`, or by its length where nothing says what it is. */
export function withoutDataUrls(text: string): string {
  // The cheap test first: nearly every text has none.
  if (!text.includes(";base64,")) return withoutBareBase64(text);
  return text.replaceAll(/data:([\w.+-]{1,64}\/[\w.+-]{1,64});base64,[A-Za-z0-9+/_=-]+/g, "[$1]");
}

function flattenPart(part: unknown, room: Room): string {
  room.left -= objectRoom;
  if (typeof part === "string") return withoutDataUrls(part);
  if (typeof part !== "object" || part === null) return toText(part);
  const { depth } = room;
  try {
    return flattenObjectPart(part, room);
  } catch {
    room.depth = depth;
    // A getter or proxy of the part threw; what it held cannot be told.
    return "[content]";
  }
}

function flattenObjectPart(part: object, room: Room): string {
  const type = readString(part, "type");
  switch (type) {
    case "text":
    case "input_text":
    case "output_text":
    case "text-plain":
      return withoutDataUrls(readString(part, "text") ?? "");
    case "refusal":
      return readString(part, "refusal") ?? readString(part, "text") ?? "";
    case "reasoning":
    case "thinking":
    case "redacted_thinking":
    case "reasoning-file":
      // The user never sees it, and providers forbid replaying it.
      return "";
    case "custom":
      // What one provider alone understands, as Anthropic's notice that its message has begun.
      return "";
    case "image":
    case "image_url":
    case "input_image":
    case "image-url":
    case "image-data":
      return "[image]";
    case "audio":
    case "input_audio":
      return "[audio]";
    case "video":
      return "[video]";
    case "file":
    case "input_file":
    case "document":
    case "media":
    case "file-data":
    case "file-url":
      return flattenFile(part);
    case "tool_use":
    case "tool_call":
    case "tool-call":
    case "function_call":
    case "server_tool_call":
    case "server_tool_use":
      return flattenToolCall(
        readString(part, "toolName") ?? readString(part, "name") ?? "tool",
        Reflect.get(part, "input") ?? Reflect.get(part, "args") ?? Reflect.get(part, "arguments"),
      );
    case "tool-result":
      return flattenToolOutput(Reflect.get(part, "output") ?? Reflect.get(part, "result"), room);
    case "tool_result":
    case "server_tool_call_result":
      return flattenContent(Reflect.get(part, "content") ?? Reflect.get(part, "output"), room);
    default:
      return flattenUnknown(part, type);
  }
}

/** The output of a tool result part of the AI SDK: `{ type: "text" | "json" | "error-text" | ..., value }`. */
export function flattenToolOutput(output: unknown, room?: Room): string {
  if (typeof output !== "object" || output === null) return toText(output);
  switch (readString(output, "type")) {
    case "text":
    case "error-text":
    case "json":
    case "error-json":
      return withoutDataUrls(toText(Reflect.get(output, "value")));
    case "content":
      return flattenContent(Reflect.get(output, "value"), room);
    case "execution-denied": {
      const reason = readString(output, "reason");
      return `[denied${reason === undefined ? "" : `: ${reason}`}]`;
    }
    default:
      return withoutDataUrls(toText(output));
  }
}

function flattenFile(part: object): string {
  const mediaType = readString(part, "mediaType") ?? readString(part, "mimeType") ?? readString(part, "mime_type");
  const name =
    readFileName(part) ?? readFileName(Reflect.get(part, "file")) ?? readFileName(Reflect.get(part, "metadata"));
  if (name !== undefined) return `[file: ${name}]`;
  const kind = mediaType?.split("/", 1)[0];
  return kind === "image" || kind === "audio" || kind === "video"
    ? `[${kind}]`
    : `[file${mediaType === undefined ? "" : `: ${mediaType}`}]`;
}

function readFileName(holder: unknown): string | undefined {
  if (typeof holder !== "object" || holder === null) return undefined;
  return readString(holder, "filename") ?? readString(holder, "name") ?? readString(holder, "title");
}

function flattenUnknown(part: object, type: string | undefined): string {
  const text = readString(part, "text");
  if (text !== undefined) return withoutDataUrls(text);
  // Google's parts have one telling key.
  const file: unknown = Reflect.get(part, "inlineData") ?? Reflect.get(part, "fileData");
  if (typeof file === "object" && file !== null) return flattenFile(file);
  return type === undefined ? withoutDataUrls(safeJson(part)) : `[${type}]`;
}

function readString(part: object, key: string): string | undefined {
  const value: unknown = Reflect.get(part, key);
  return typeof value === "string" ? value : undefined;
}
