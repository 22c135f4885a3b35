// A reranking call as a trace in the retrieval shape: the query, and the documents best first.

import { toText } from "../capture/safe-json.ts";
import type { PlainCallKind } from "./observe-plain-call.ts";
import { isList, readList, readNumber, readProperty } from "./read-shape.ts";
import { notRecordedText } from "./recorded-content.ts";

export const rerankingCall: PlainCallKind = {
  readContent: readDocuments,
  toTrace({ modelId, params, result }, recorded) {
    return {
      source: modelId,
      input: recorded.inputs ? toText(readProperty(params, "query")) : notRecordedText,
      // The documents are what went in, their order is what came out.
      outputs: recorded.inputs && recorded.outputs ? rankedTexts(params, result) : [notRecordedText],
    };
  },
};

/** Models are given `{ type, values }`, the SDK's telemetry shows the bare list. */
function readDocuments(params: unknown): readonly unknown[] {
  const documents = readProperty(params, "documents");
  return isList(documents) ? documents : readList(documents, "values");
}

function rankedTexts(params: unknown, result: unknown): readonly string[] {
  const documents = readDocuments(params);
  return readList(result, "ranking").flatMap((entry) => {
    const index = readNumber(entry, "index");
    return index === undefined || documents[index] === undefined ? [] : [toText(documents[index])];
  });
}
