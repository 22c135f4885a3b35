// A client whose sent bodies a test can read.
import { Nebuly } from "nebuly";

export interface SentBody {
  readonly interaction: {
    readonly conversation_id: string;
    readonly input: string;
    readonly output: string;
    readonly end_user: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly time_start: string;
    readonly time_end: string;
  };
  readonly traces: readonly Readonly<Record<string, unknown>>[];
}

export interface RecordingClient {
  readonly client: Nebuly;
  /** What has been sent by now, after everything that had ended was waited for. */
  sent(): Promise<readonly SentBody[]>;
  /** The same after what is still open was ended. */
  sentAtShutdown(): Promise<readonly SentBody[]>;
}

export function createRecordingClient(options: ConstructorParameters<typeof Nebuly>[0] = {}): RecordingClient {
  const bodies: SentBody[] = [];
  const client = new Nebuly({
    baseUrl: "http://127.0.0.1:9",
    apiKey: "test-key",
    fetch: async (_url, init) => {
      bodies.push(JSON.parse(await new Response(init?.body).text()));
      return new Response("{}");
    },
    ...options,
  });
  return {
    client,
    async sent() {
      await client.flush();
      return bodies;
    },
    async sentAtShutdown() {
      await client.shutdown();
      return bodies;
    },
  };
}

/** The kinds of traces in their order: `llm`, `embedding`, or the source of a retrieval. */
export function kindsOf(body: SentBody | undefined): readonly string[] {
  return (body?.traces ?? []).map((trace) => {
    if ("messages" in trace) return "llm";
    return "source" in trace ? String(trace.source) : "embedding";
  });
}
