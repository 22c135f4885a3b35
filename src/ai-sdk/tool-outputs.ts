// What a tool gave back, as the texts of a retrieval trace: one per document where it returned a list.

import { flattenContent, flattenToolOutput, withoutDataUrls } from "../capture/flatten-content.ts";
import { toText } from "../capture/safe-json.ts";
import { isList, maxItems, readProperty, readString } from "./read-shape.ts";

/** Texts of what a tool returned. */
export function returnedTexts(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.slice(0, maxItems).map((item: unknown) => withoutDataUrls(toText(item)));
  // The result of an MCP tool.
  const content = readProperty(value, "content");
  if (isList(content) && content.slice(-maxItems).every((part) => readString(part, "type") !== undefined)) {
    return [flattenContent(content)];
  }
  return [withoutDataUrls(toText(value))];
}

/** Texts of a tool's output as the next prompt shows it: `{ type: "json" | "text" | "error-text" | ..., value }`. */
export function promptedTexts(output: unknown): readonly string[] {
  const type = readString(output, "type");
  return type === "json" || type === "error-json"
    ? returnedTexts(readProperty(output, "value"))
    : [flattenToolOutput(output)];
}
