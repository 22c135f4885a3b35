// An embedding call as a trace: what was embedded, and its tokens.

import { embeddingInput } from "../capture/embedding-input.ts";
import type { PlainCallKind } from "./observe-plain-call.ts";
import { readList, readProperty } from "./read-shape.ts";
import { notRecordedText } from "./recorded-content.ts";
import { readEmbeddingTokens } from "./token-usage.ts";

export const embeddingCall: PlainCallKind = {
  readContent: (params) => readProperty(params, "values"),
  toTrace({ modelId, params, result }, recorded) {
    const inputTokens = readEmbeddingTokens(readProperty(result, "usage"));
    return {
      model: modelId,
      input: recorded.inputs ? embeddingInput(readList(params, "values")) : notRecordedText,
      ...(inputTokens !== undefined && { inputTokens }),
    };
  },
};
