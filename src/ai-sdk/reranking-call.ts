// A reranking call as a trace in the retrieval shape: the query, and the documents best first.

import { toText } from "../capture/safe-json.ts";
import type { PlainCallKind } from "./observe-plain-call.ts";
import { readList, readNumber, readProperty } from "./read-shape.ts";

export const rerankingCall: PlainCallKind = {
  contentKey: "documents",
  toTrace({ modelId, params, result }) {
    const documents = readList(readProperty(params, "documents"), "values");
    return {
      source: modelId,
      input: toText(readProperty(params, "query")),
      outputs: readList(result, "ranking").flatMap((entry) => {
        const index = readNumber(entry, "index");
        return index === undefined || documents[index] === undefined ? [] : [toText(documents[index])];
      }),
    };
  },
};
