// An embedding call as a trace: what was embedded, and its tokens.

import { embeddingInput } from "../capture/embedding-input.ts";
import type { PlainCallKind } from "./observe-plain-call.ts";
import { readList, readProperty } from "./read-shape.ts";
import { readEmbeddingTokens } from "./token-usage.ts";

export const embeddingCall: PlainCallKind = {
  contentKey: "values",
  toTrace({ modelId, params, result }) {
    const inputTokens = readEmbeddingTokens(readProperty(result, "usage"));
    return {
      model: modelId,
      input: embeddingInput(readList(params, "values")),
      ...(inputTokens !== undefined && { inputTokens }),
    };
  },
};
