// The entry `nebuly/langchain`. Named re-exports only.
export { NebulyCallbackHandler } from "./callback-handler.ts";
export type { CallbackHandlerOptions } from "./handler-options.ts";
export { instrumentLangChain } from "./instrument-langchain.ts";
export { type ObserveEmbeddingsOptions, observeEmbeddings } from "./observe-embeddings.ts";
export { observeStream } from "./observe-stream.ts";
