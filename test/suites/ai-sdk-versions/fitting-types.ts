// Compiled, never run: what this package exports fits where each major of the SDK wants it.
import * as ai5 from "ai5";
import { MockLanguageModelV2, MockProviderV2 } from "ai5/test";
import * as ai6 from "ai6";
import { MockEmbeddingModelV3, MockLanguageModelV3, MockProviderV3 } from "ai6/test";
import * as ai7 from "ai7";
import { MockEmbeddingModelV4, MockLanguageModelV4, MockProviderV4, MockRerankingModelV4 } from "ai7/test";
import { nebulyEmbeddingMiddleware, nebulyMiddleware, nebulyTelemetry, observeModel } from "nebuly/ai-sdk";

const middleware = nebulyMiddleware();

export const wrappedModels: readonly object[] = [
  ai5.wrapLanguageModel({ model: observeModel(new MockLanguageModelV2()), middleware }),
  ai6.wrapLanguageModel({ model: observeModel(new MockLanguageModelV3()), middleware: [middleware] }),
  ai7.wrapLanguageModel({ model: observeModel(new MockLanguageModelV4()), middleware }),
  ai6.wrapEmbeddingModel({ model: observeModel(new MockEmbeddingModelV3()), middleware: nebulyEmbeddingMiddleware() }),
  ai7.wrapEmbeddingModel({ model: observeModel(new MockEmbeddingModelV4()), middleware: nebulyEmbeddingMiddleware() }),
  ai5.wrapProvider({ provider: new MockProviderV2(), languageModelMiddleware: middleware }),
  ai6.wrapProvider({ provider: new MockProviderV3(), languageModelMiddleware: middleware }),
  ai7.wrapProvider({ provider: new MockProviderV4(), languageModelMiddleware: middleware }),
  observeModel(new MockProviderV4()).languageModel("id"),
];

ai7.registerTelemetry(nebulyTelemetry());

export const calls: readonly unknown[] = [
  ai5.generateText({ model: observeModel("openai/gpt-5"), prompt: "", providerOptions: { nebuly: { endUser: "u" } } }),
  ai6.generateText({ model: observeModel("openai/gpt-5"), prompt: "" }),
  ai7.generateText({ model: "openai/gpt-5", prompt: "", telemetry: { integrations: [nebulyTelemetry()] } }),
  ai7.rerank({ model: observeModel(new MockRerankingModelV4()), query: "", documents: [""] }),
];
