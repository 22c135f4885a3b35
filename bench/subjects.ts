// Who is measured: this package, the bare work, and the peers as their own documentation sets them up.

export interface Subject {
  /** As the tables call it. */
  readonly label: string;
  /** Module below bench/ that sets it up. */
  readonly module: string;
  /** `baseline` is the work alone, `own` this package, `peer` somebody else's. `reference` explains, and is no peer. */
  readonly role: "baseline" | "own" | "peer" | "reference";
  /** What an application imports for it. */
  readonly imports: readonly string[];
  /** What an application installs for it, the framework aside. */
  readonly packages: readonly string[];
  /** Environment that points it at the sink. */
  readonly environment?: (sinkUrl: string) => Record<string, string>;
}

const langsmithEnvironment = (sinkUrl: string): Record<string, string> => ({
  LANGSMITH_TRACING: "true",
  LANGSMITH_ENDPOINT: sinkUrl,
  LANGSMITH_API_KEY: "bench",
});
const braintrustEnvironment = (sinkUrl: string): Record<string, string> => ({
  BRAINTRUST_APP_URL: sinkUrl,
  BRAINTRUST_API_URL: sinkUrl,
});

const none: Subject = {
  label: "no handler",
  module: "subjects/langchain/none.ts",
  role: "baseline",
  imports: [],
  packages: [],
};

export const langchainSubjects: readonly Subject[] = [
  none,
  {
    ...none,
    label: "a handler that does nothing",
    module: "subjects/langchain/empty.ts",
    role: "reference",
  },
  {
    ...none,
    label: "undici alone, a POST a run",
    module: "subjects/langchain/post-only.ts",
    role: "reference",
  },
  {
    label: "nebuly",
    module: "subjects/langchain/nebuly.ts",
    role: "own",
    imports: ["nebuly/langchain", "nebuly"],
    packages: ["nebuly"],
  },
  {
    label: "@posthog/ai",
    module: "peers/langchain/posthog.ts",
    role: "peer",
    imports: ["@posthog/ai/langchain", "posthog-node"],
    packages: ["@posthog/ai", "posthog-node"],
  },
  {
    label: "langsmith",
    module: "peers/langchain/langsmith.ts",
    role: "peer",
    imports: ["@langchain/core/tracers/tracer_langchain", "langsmith"],
    packages: ["langsmith"],
    environment: langsmithEnvironment,
  },
  {
    label: "@langfuse/langchain",
    module: "peers/langchain/langfuse.ts",
    role: "peer",
    imports: ["@langfuse/langchain", "@langfuse/otel", "@opentelemetry/sdk-trace-node"],
    packages: ["@langfuse/langchain", "@langfuse/otel", "@opentelemetry/sdk-trace-node"],
  },
  {
    label: "openinference",
    module: "peers/langchain/openinference.ts",
    role: "peer",
    imports: [
      "@arizeai/openinference-instrumentation-langchain",
      "@opentelemetry/exporter-trace-otlp-proto",
      "@opentelemetry/sdk-trace-node",
    ],
    packages: [
      "@arizeai/openinference-instrumentation-langchain",
      "@opentelemetry/exporter-trace-otlp-proto",
      "@opentelemetry/sdk-trace-node",
    ],
  },
  {
    label: "braintrust",
    module: "peers/langchain/braintrust.ts",
    role: "peer",
    imports: ["braintrust"],
    packages: ["braintrust"],
    environment: braintrustEnvironment,
  },
  {
    label: "opik-langchain",
    module: "peers/langchain/opik.ts",
    role: "peer",
    imports: ["opik-langchain", "opik"],
    packages: ["opik-langchain", "opik"],
  },
  {
    label: "@nebuly-ai/nebuly-js-sdk",
    module: "peers/langchain/nebuly-js-sdk.ts",
    role: "peer",
    imports: ["@nebuly-ai/nebuly-js-sdk"],
    packages: ["@nebuly-ai/nebuly-js-sdk"],
    environment: (sinkUrl) => ({ NEBULY_ENDPOINT_URL: sinkUrl, NEBULY_API_KEY: "bench" }),
  },
];

const otelPackages = ["@opentelemetry/sdk-node", "@ai-sdk/otel"];

export const aiSubjects: readonly Subject[] = [
  { label: "bare model", module: "subjects/ai-sdk/none.ts", role: "baseline", imports: [], packages: [] },
  {
    label: "nebuly, observeModel",
    module: "subjects/ai-sdk/observe-model.ts",
    role: "own",
    imports: ["nebuly/ai-sdk", "nebuly"],
    packages: ["nebuly"],
  },
  {
    label: "nebuly, nebulyTelemetry",
    module: "subjects/ai-sdk/telemetry.ts",
    role: "own",
    // The same entry and package as above.
    imports: [],
    packages: [],
  },
  {
    label: "@posthog/ai",
    module: "peers/ai-sdk/posthog.ts",
    role: "peer",
    imports: ["@ai-sdk/otel", "@opentelemetry/sdk-node", "@posthog/ai/otel"],
    packages: ["@posthog/ai", ...otelPackages],
  },
  {
    label: "braintrust",
    module: "peers/ai-sdk/braintrust.ts",
    role: "peer",
    imports: ["braintrust"],
    packages: ["braintrust"],
    environment: braintrustEnvironment,
  },
  {
    label: "langsmith",
    module: "peers/ai-sdk/langsmith.ts",
    role: "peer",
    imports: ["langsmith", "langsmith/experimental/vercel"],
    packages: ["langsmith"],
    environment: langsmithEnvironment,
  },
  {
    label: "@langfuse/otel",
    module: "peers/ai-sdk/langfuse.ts",
    role: "peer",
    imports: ["@langfuse/otel", "@langfuse/vercel-ai-sdk", "@opentelemetry/sdk-node"],
    packages: ["@langfuse/otel", "@langfuse/vercel-ai-sdk", ...otelPackages],
  },
];

export const senderSubjects: readonly Subject[] = [
  {
    label: "undici alone",
    module: "subjects/sender/undici.ts",
    role: "baseline",
    imports: ["undici"],
    packages: ["undici"],
  },
  { label: "nebuly", module: "subjects/sender/nebuly.ts", role: "own", imports: ["nebuly"], packages: ["nebuly"] },
  {
    label: "posthog-node",
    module: "peers/sender/posthog-node.ts",
    role: "peer",
    imports: ["posthog-node"],
    packages: ["posthog-node"],
  },
  {
    label: "langsmith",
    module: "peers/sender/langsmith.ts",
    role: "peer",
    imports: ["langsmith"],
    packages: ["langsmith"],
    environment: langsmithEnvironment,
  },
  {
    label: "@segment/analytics-node",
    module: "peers/sender/segment.ts",
    role: "peer",
    imports: ["@segment/analytics-node"],
    packages: ["@segment/analytics-node"],
  },
];
