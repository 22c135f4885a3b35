// A client whose requests end in a list: what the LangChain tests look at.

import { type ClientOptions, Nebuly } from "nebuly";

export interface SentInteraction {
  readonly interaction: {
    readonly conversation_id: string;
    readonly input: string;
    readonly output: string;
    readonly time_start: string;
    readonly time_end: string;
    readonly end_user: string;
    readonly hide_content: boolean;
    readonly tags: Record<string, string>;
  };
  readonly traces: readonly SentTrace[];
  readonly anonymize: boolean;
}

export interface SentTrace {
  readonly model?: string;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly output?: string;
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly source?: string;
  readonly input?: string;
  readonly outputs?: readonly string[];
}

export interface RecordingClient extends AsyncDisposable {
  readonly client: Nebuly;
  /** Flushes, then everything that was sent so far. */
  sent(): Promise<readonly SentInteraction[]>;
  /** The one interaction that was sent; fails when there are more or none. */
  only(): Promise<SentInteraction>;
}

export function createRecordingClient(options: ClientOptions = {}): RecordingClient {
  const bodies: SentInteraction[] = [];
  const client = new Nebuly({
    apiKey: "test",
    fetch: async (_url, init) => {
      const text = await new Response(init?.body).text();
      // What the client under test wrote; the assertions look at every field that matters.
      bodies.push(JSON.parse(text) as SentInteraction);
      return new Response("{}");
    },
    ...options,
  });
  const sent = async (): Promise<readonly SentInteraction[]> => {
    await client.flush();
    return bodies;
  };
  return {
    client,
    sent,
    async only() {
      const [first, ...others] = await sent();
      if (first === undefined || others.length > 0) throw new Error(`expected one interaction, got ${bodies.length}`);
      return first;
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** The kinds of traces in order: `llm`, `retrieval:NAME`, `embedding`. */
export function traceKinds(interaction: SentInteraction): readonly string[] {
  return interaction.traces.map((trace) => {
    if (trace.messages !== undefined) return "llm";
    return trace.outputs === undefined ? "embedding" : `retrieval:${trace.source}`;
  });
}
