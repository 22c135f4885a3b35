// `npm run bench:langchain`: what the callback handler costs a RAG chain, against the same chain without it in the same
// process; and what is held after streams that their consumer left.
//
// The machine's speed drifts by more than what is measured, so CPU is the median of differences between neighbours: bare,
// observed, observed, bare. It is the whole process's: capture, bodies, sending to a server that is a function.

import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type ClientOptions, Nebuly } from "nebuly";
import { NebulyCallbackHandler, observeStream } from "nebuly/langchain";
import { measureCost } from "./harness/meter.ts";
import { median } from "./harness/statistics.ts";
import { formatTable } from "./harness/table.ts";
import { heldBytes } from "./work/held-bytes.ts";
import { createRagChain, ragQuestion } from "./work/rag-chain.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "200" },
    rounds: { type: "string", default: "16" },
    streams: { type: "string", default: "10000" },
  },
});
const runs = Number(values.runs);
const rounds = Number(values.rounds);
const streams = Number(values.streams);

const chain = createRagChain();
const createClient = (options: ClientOptions = {}): Nebuly =>
  new Nebuly({ apiKey: "bench", fetch: async () => new Response("{}"), ...options });

type Callbacks = NebulyCallbackHandler[];
type Run = (number: number, callbacks: Callbacks) => Promise<void>;

const ways: Record<string, Run> = {
  invoke: async (number, callbacks) => void (await chain.invoke(ragQuestion(number), { callbacks })),
  async stream(number, callbacks) {
    for await (const _ of await chain.stream(ragQuestion(number), { callbacks }));
  },
};

/** CPU of one run, in microseconds, delivery included. */
async function cpuOfRun(run: Run, client: Nebuly | undefined): Promise<number> {
  const callbacks = client === undefined ? [] : [new NebulyCallbackHandler({ client, endUser: "user-1" })];
  const { cpuUs } = await measureCost(async () => {
    for (let number = 0; number < runs; number += 1) await run(number, callbacks);
    await client?.flush();
  });
  return cpuUs / runs;
}

async function compare(name: string, run: Run): Promise<readonly (string | number)[]> {
  await using client = createClient();
  const bare: number[] = [];
  const added: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = await cpuOfRun(run, undefined);
    const observed = [await cpuOfRun(run, client), await cpuOfRun(run, client)] as const;
    const after = await cpuOfRun(run, undefined);
    // The first quarter warms up.
    if (round < rounds / 4) continue;
    bare.push((before + after) / 2);
    added.push((observed[0] + observed[1] - before - after) / 2);
  }
  const [without, more] = [median(bare), median(added)];
  return [`RAG chain, ${name}`, without, without + more, more];
}

interface Leaving {
  readonly name: string;
  readonly client: Nebuly | undefined;
  /** Starts one stream and leaves it after its first chunk. */
  leave(number: number, callbacks: Callbacks): Promise<void>;
  /** Resolves when whoever has to notice has noticed. */
  notice?(): Promise<void>;
}

const leave: Leaving["leave"] = async (number, callbacks) => {
  for await (const _ of await chain.stream(ragQuestion(number), { callbacks })) break;
};
const shortIdleMs = 200;
const leavings: readonly Leaving[] = [
  { name: "without a handler", client: undefined, leave },
  {
    name: "with observeStream",
    client: createClient(),
    async leave(number, callbacks) {
      for await (const _ of await observeStream(() => chain.stream(ragQuestion(number), { callbacks }))) break;
    },
  },
  {
    name: `left to an idle limit of ${shortIdleMs} ms`,
    client: createClient({ idleTimeoutMs: shortIdleMs }),
    leave,
    notice: async () => void (await wait(shortIdleMs * 2)),
  },
  { name: "still open, as the limit is not reached", client: createClient({ maxOpenInteractions: 1_000 }), leave },
];

/** Heap held after a tenth, a half and all of the streams, in MB beyond what was held after the warm-up. */
async function heldAfterLeaving({ name, client, leave: leaveOne, notice }: Leaving): Promise<(string | number)[]> {
  const callbacks = client === undefined ? [] : [new NebulyCallbackHandler({ client, endUser: "user-1" })];
  let number = 0;
  const leaveUntil = async (count: number): Promise<number> => {
    for (; number < count; number += 1) {
      await leaveOne(number, callbacks);
      if (number % 20 === 0) await nextTurn();
    }
    await notice?.();
    await client?.flush();
    return heldBytes();
  };
  const start = await leaveUntil(Math.ceil(streams / 20));
  const held: number[] = [];
  for (const share of [0.1, 0.5, 1]) held.push(((await leaveUntil(streams * share)) - start) / 1e6);
  const open = client?.stats().capture.open ?? 0;
  await client?.shutdown();
  return [name, ...held, open];
}

const cost: (readonly (string | number)[])[] = [];
for (const [name, run] of Object.entries(ways)) cost.push(await compare(name, run));
console.log(`Node ${process.version}, ${rounds} rounds of ${runs} runs\n`);
console.log(formatTable(["CPU, µs a run", "without the handler", "with it", "added"], cost));

const memory: (string | number)[][] = [];
for (const leaving of leavings) memory.push(await heldAfterLeaving(leaving));
const counts = [0.1, 0.5, 1].map((share) => `after ${(streams * share).toLocaleString("en-US")}`);
console.log(`\n${formatTable(["Heap held after left streams, MB", ...counts, "open"], memory)}`);
