// What capture adds to a streamed AI SDK answer, against the same call without it: CPU per chunk, time to the first chunk,
// memory of an open stream. Run with `npm run bench:ai-sdk`.
//
// The machine's speed drifts by more than what is measured, so every figure is the median of differences between neighbours:
// bare, observed, observed, bare. CPU is the whole process's, the collector's and the compiler's threads included.

import { streamText, wrapLanguageModel } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { Nebuly } from "nebuly";
import { nebulyMiddleware, nebulyTelemetry, observeModel } from "nebuly/ai-sdk";

const chunks = Number(process.env.CHUNKS ?? 2_000);
const rounds = Number(process.env.ROUNDS ?? 20);
const shortRounds = rounds * 10;
const openStreams = Number(process.env.OPEN ?? 1_000);

const client = new Nebuly({ apiKey: "bench", fetch: async () => new Response("{}"), maxOpenInteractions: 100_000 });
type Stream = Awaited<ReturnType<MockLanguageModelV4["doStream"]>>["stream"];
type Part = Stream extends ReadableStream<infer StreamPart> ? StreamPart : never;

const usage = {
  inputTokens: { total: 11, noCache: 11, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 7, text: 7, reasoning: 0 },
};
let count = chunks;

/** Gives a chunk when it is asked for one, so that nothing but the layers in between is measured. */
function createModel(): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doStream: async () => {
      const last = count;
      let next = 0;
      const stream = new ReadableStream<Part>(
        {
          pull(controller) {
            if (next === 0) controller.enqueue({ type: "text-start", id: "1" });
            else if (next < last) controller.enqueue({ type: "text-delta", id: "1", delta: "word " });
            else {
              controller.enqueue({ type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage });
              controller.close();
            }
            next += 1;
          },
        },
        { highWaterMark: 0 },
      );
      return { stream };
    },
  });
}

const bare = createModel();
const observed = observeModel(createModel(), { client });
const wrapped = wrapLanguageModel({ model: createModel(), middleware: nebulyMiddleware({ client }) });
const telemetry = { integrations: [nebulyTelemetry({ client })] };
/** What the SDK itself does for an integration, whichever it is. */
const silent = { integrations: [{ onStart() {} }] };
const prompt = "Tell me a long story";
const call = { prompt: [{ role: "user" as const, content: [{ type: "text" as const, text: prompt }] }] };

type Start = () => Promise<ReadableStream<unknown>>;
const baselines = {
  "model alone": async () => (await bare.doStream(call)).stream,
  streamText: async () => streamText({ model: bare, prompt }).textStream,
} satisfies Record<string, Start>;
const variants: readonly { readonly name: string; readonly against: keyof typeof baselines; readonly start: Start }[] =
  [
    // Measures the same thing twice: what it shows is the error of the others.
    { name: "model alone, nothing", against: "model alone", start: baselines["model alone"] },
    {
      name: "model alone, observeModel",
      against: "model alone",
      start: async () => (await observed.doStream(call)).stream,
    },
    {
      name: "model alone, middleware",
      against: "model alone",
      start: async () => (await wrapped.doStream(call)).stream,
    },
    { name: "streamText, nothing", against: "streamText", start: baselines.streamText },
    {
      name: "streamText, observeModel",
      against: "streamText",
      start: async () => streamText({ model: observed, prompt }).textStream,
    },
    {
      name: "streamText, middleware",
      against: "streamText",
      start: async () => streamText({ model: wrapped, prompt }).textStream,
    },
    {
      name: "streamText, a telemetry that does nothing",
      against: "streamText",
      start: async () => streamText({ model: bare, prompt, telemetry: silent }).textStream,
    },
    {
      name: "streamText, telemetry",
      against: "streamText",
      start: async () => streamText({ model: bare, prompt, telemetry }).textStream,
    },
  ];

function cpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
}

interface Sample {
  readonly firstChunkMicroseconds: number;
  readonly streamingNs: number;
  /** Settling, serializing and sending: off the user's path. */
  readonly deliveryNs: number;
}

async function measure(start: Start): Promise<Sample> {
  const cpuAtStart = cpuNs();
  const startedAt = performance.now();
  const reader = (await start()).getReader();
  await reader.read();
  const firstChunkMicroseconds = (performance.now() - startedAt) * 1_000;
  while (!(await reader.read()).done);
  const cpuAtEnd = cpuNs();
  // Between short answers it would be the cold start after it that is measured.
  if (count === chunks) await client.flush();
  return { firstChunkMicroseconds, streamingNs: cpuAtEnd - cpuAtStart, deliveryNs: cpuNs() - cpuAtEnd };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** What the second adds to the first, field by field. */
async function compare(base: Start, start: Start, howOften: number): Promise<Sample> {
  const differences: Sample[] = [];
  for (let round = 0; round < howOften; round += 1) {
    const samples = [await measure(base), await measure(start), await measure(start), await measure(base)] as const;
    const added = (field: keyof Sample): number =>
      (samples[1][field] + samples[2][field] - samples[0][field] - samples[3][field]) / 2;
    // The first quarter warms up.
    if (round < howOften / 4) continue;
    differences.push({
      firstChunkMicroseconds: added("firstChunkMicroseconds"),
      streamingNs: added("streamingNs"),
      deliveryNs: added("deliveryNs"),
    });
  }
  const middle = (field: keyof Sample): number => median(differences.map((difference) => difference[field]));
  return {
    firstChunkMicroseconds: middle("firstChunkMicroseconds"),
    streamingNs: middle("streamingNs"),
    deliveryNs: middle("deliveryNs"),
  };
}

function heapBytes(): number {
  if (globalThis.gc === undefined) return Number.NaN;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Bytes of the heap per stream that is open and has given twenty chunks. */
async function openStreamBytes(start: Start): Promise<number> {
  const before = heapBytes();
  const readers = await Promise.all(Array.from({ length: openStreams }, async () => (await start()).getReader()));
  for (let chunk = 0; chunk < 20; chunk += 1) await Promise.all(readers.map((reader) => reader.read()));
  const bytes = (heapBytes() - before) / openStreams;
  for (const reader of readers) while (!(await reader.read()).done);
  await client.flush();
  return bytes;
}

const rows: [string, Record<string, number>][] = [];
for (const { name, against, start } of variants) {
  count = chunks;
  const long = await compare(baselines[against], start, rounds);
  count = 10;
  const short = await compare(baselines[against], start, shortRounds);
  count = 100;
  await openStreamBytes(baselines[against]);
  await openStreamBytes(start);
  const addedBytes = (await openStreamBytes(start)) - (await openStreamBytes(baselines[against]));
  rows.push([
    name,
    {
      "added per chunk, ns": Math.round(long.streamingNs / chunks),
      "delivery per answer, µs": Math.round(long.deliveryNs / 1_000),
      "added to first chunk, µs": Number(short.firstChunkMicroseconds.toFixed(1)),
      "added per open stream, bytes": Math.round(addedBytes),
    },
  ]);
}
await client.shutdown();

console.log(`${chunks} chunks per answer, ${rounds} rounds, ${openStreams} open streams, Node ${process.version}`);
console.table(Object.fromEntries(rows));
