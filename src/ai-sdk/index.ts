// The public names of `nebuly/ai-sdk`.
export {
  type NebulyEmbeddingMiddleware,
  type NebulyMiddleware,
  nebulyEmbeddingMiddleware,
  nebulyMiddleware,
} from "./nebuly-middleware.ts";
export { type NebulyTelemetry, nebulyTelemetry } from "./nebuly-telemetry.ts";
export { observeModel } from "./observe-model.ts";
export type { ObserveEmbeddingOptions, ObserveOptions } from "./observer.ts";
