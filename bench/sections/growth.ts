// Section: how the cost of this package grows with the work it observes.

import type { Check, SectionReport } from "../harness/report.ts";
import { type BenchContext, measureRounds, medianOf, withRole } from "../harness/rounds.ts";
import { formatTable } from "../harness/table.ts";
import { langchainSubjects } from "../subjects.ts";

/** CPU may grow by this much more than the body: small sizes have fixed costs that no body explains. */
const tolerance = 1.25;

const works = [
  {
    title: "Agent, by tool calls",
    unit: "calls",
    work: "tool-agent",
    sizes: [5, 10, 20, 40],
    runs: 100,
    warmUpRuns: 50,
  },
  {
    title: "Chat, by messages of history",
    unit: "messages",
    work: "history",
    sizes: [10, 100, 1_000],
    runs: 400,
    warmUpRuns: 200,
  },
];

export async function measureGrowth(context: BenchContext): Promise<SectionReport> {
  const subjects = langchainSubjects.filter(({ role }) => role === "own");
  const tables: string[] = [];
  const checks: Check[] = [];
  for (const { title, unit, sizes, ...work } of works) {
    const found: { size: number; cpuUs: number; bytes: number }[] = [];
    for (const size of sizes) {
      const own = withRole(await measureRounds(context, { ...work, subjects, size, isPaired: true }), "own");
      found.push({ size, cpuUs: medianOf(own, "addedCpuUs"), bytes: medianOf(own, "bytes") });
    }
    const rows = found.map(({ size, cpuUs, bytes }) => [size, cpuUs, bytes / 1_000, (cpuUs / bytes) * 1_000]);
    tables.push(`**${title}**\n\n${formatTable([unit, "added CPU, µs a run", "body, kB", "µs a kB"], rows)}`);
    const [first, last] = [found.at(0), found.at(-1)];
    if (first !== undefined && last !== undefined) checks.push(checkGrowth(title, first, last));
  }
  const abandoned = await measureAbandoned(context);
  return {
    title: "Growth",
    tables: [...tables, abandoned.table],
    checks: [...checks, abandoned.check],
  };
}

interface Point {
  readonly size: number;
  readonly cpuUs: number;
  readonly bytes: number;
}

function checkGrowth(title: string, first: Point, last: Point): Check {
  const cpu = last.cpuUs / first.cpuUs;
  const bytes = last.bytes / first.bytes;
  return {
    figure: `${title}: ${first.size} to ${last.size}`,
    wanted: "CPU grows no faster than the body",
    measured: `CPU ${cpu.toFixed(1)} times, body ${bytes.toFixed(1)} times`,
    isReached: cpu <= bytes * tolerance,
  };
}

async function measureAbandoned(context: BenchContext): Promise<{ table: string; check: Check }> {
  const subjects = langchainSubjects.filter(({ role }) => role === "own");
  const counts = [20_000, 100_000];
  const held: number[] = [];
  for (const runs of counts) {
    const all = await measureRounds(
      { ...context, rounds: 1 },
      { work: "abandoned-streams", subjects, runs, warmUpRuns: 100, nodeOptions: ["--expose-gc"], isDelivered: false },
    );
    held.push(medianOf(withRole(all, "own"), "heldBytes"));
  }
  const rows = counts.map((count, index) => [count.toLocaleString("en-US"), (held[index] ?? Number.NaN) / 1e6]);
  const [few = Number.NaN, many = Number.NaN] = held;
  return {
    table: `**Streams that are left after their first chunk**\n\n${formatTable(["streams", "held, MB"], rows)}`,
    check: {
      figure: "memory after 100,000 abandoned streams",
      wanted: "no more than after 20,000, a tenth aside",
      measured: `${(many / 1e6).toFixed(1)} MB after ${(few / 1e6).toFixed(1)} MB`,
      isReached: many <= few * 1.1,
    },
  };
}
