// An embedding call as a trace: the values that were embedded, as one text.

import { flattenContent } from "../capture/flatten-content.ts";
import type { PlainCallKind } from "./observe-plain-call.ts";
import { readList, readProperty } from "./read-shape.ts";
import { readEmbeddingTokens } from "./token-usage.ts";

export const embeddingCall: PlainCallKind = {
  contentKey: "values",
  toTrace({ modelId, params, result }) {
    const inputTokens = readEmbeddingTokens(readProperty(result, "usage"));
    return {
      model: modelId,
      input: flattenContent(readList(params, "values")),
      ...(inputTokens !== undefined && { inputTokens }),
    };
  },
};
