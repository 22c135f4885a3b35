// What capture adds to a streamed AI SDK answer: CPU per chunk and time to the first one, against the bare model, in one
// process and in turns. Run with `npm run build && node bench/ai-sdk-stream.ts`.

import { streamText } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { Nebuly } from "nebuly";
import { nebulyTelemetry, observeModel } from "nebuly/ai-sdk";

const chunks = Number(process.env.CHUNKS ?? 20_000);
const rounds = Number(process.env.ROUNDS ?? 15);
const shortRounds = rounds * 40;

const client = new Nebuly({ apiKey: "bench", fetch: async () => new Response("{}") });
type Stream = Awaited<ReturnType<MockLanguageModelV4["doStream"]>>["stream"];
type Part = Stream extends ReadableStream<infer StreamPart> ? StreamPart : never;

const usage = {
  inputTokens: { total: 11, noCache: 11, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 7, text: 7, reasoning: 0 },
};

/** Gives a chunk when it is asked for one, so that nothing but the layers in between is measured. */
function createModel(count: () => number): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doStream: async () => {
      const last = count();
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

let count = chunks;
const bare = createModel(() => count);
const observed = observeModel(
  createModel(() => count),
  { client },
);
const telemetry = { integrations: [nebulyTelemetry({ client })] };
const prompt = "Tell me a long story";
const call = { prompt: [{ role: "user" as const, content: [{ type: "text" as const, text: prompt }] }] };

const variants: Record<string, () => Promise<ReadableStream<unknown>>> = {
  "model alone: bare": async () => (await bare.doStream(call)).stream,
  "model alone: observeModel": async () => (await observed.doStream(call)).stream,
  "streamText: bare": async () => streamText({ model: bare, prompt }).textStream,
  "streamText: observeModel": async () => streamText({ model: observed, prompt }).textStream,
  "streamText: nebulyTelemetry": async () => streamText({ model: bare, prompt, telemetry }).textStream,
};

interface Sample {
  /** CPU of the whole process per chunk, in nanoseconds. */
  readonly perChunkNs: number;
  readonly firstChunkMicroseconds: number;
}

async function measure(start: () => Promise<ReadableStream<unknown>>): Promise<Sample> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const reader = (await start()).getReader();
  await reader.read();
  const firstChunkMicroseconds = (performance.now() - startedAt) * 1_000;
  while (!(await reader.read()).done);
  // Delivery is off the user's path but costs CPU: it counts for the chunks, and not for the next first one.
  await client.flush();
  const cpu = process.cpuUsage(cpuBefore);
  return { perChunkNs: ((cpu.user + cpu.system) * 1_000) / count, firstChunkMicroseconds };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function sample(howOften: number): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const samples = new Map<string, Sample[]>(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round < howOften; round += 1) {
    for (const [name, start] of Object.entries(variants)) {
      const measured = await measure(start);
      // The first third warms up.
      if (round >= howOften / 3) samples.get(name)?.push(measured);
    }
  }
  return samples;
}

const long = await sample(rounds);
count = 10;
const short = await sample(shortRounds);
await client.shutdown();

console.table(
  Object.fromEntries(
    Object.keys(variants).map((name) => {
      const bareName = `${name.split(":")[0]}: bare`;
      const perChunk = (of: string): number => median((long.get(of) ?? []).map((one) => one.perChunkNs));
      const first = (of: string): number => median((short.get(of) ?? []).map((one) => one.firstChunkMicroseconds));
      return [
        name,
        {
          "CPU per chunk, ns": Math.round(perChunk(name)),
          "added, ns": Math.round(perChunk(name) - perChunk(bareName)),
          "first chunk, µs": Number(first(name).toFixed(1)),
          "added, µs": Number((first(name) - first(bareName)).toFixed(1)),
        },
      ];
    }),
  ),
);
