// Section: what installing, importing and starting cost.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { measureImport } from "../harness/import-time.ts";
import { measureInstalled } from "../harness/installed-size.ts";
import type { Check, SectionReport } from "../harness/report.ts";
import { addedTo, type BenchContext, measureRounds, medianOf, withRole } from "../harness/rounds.ts";
import { median } from "../harness/statistics.ts";
import { formatTable } from "../harness/table.ts";
import { aiSubjects, langchainSubjects, type Subject } from "../subjects.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
/** What an application of each framework has loaded and installed before it observes anything. */
const frameworks = {
  langchain: {
    title: "LangChain",
    entry: "nebuly/langchain",
    subjects: langchainSubjects,
    packages: ["@langchain/core"],
    modules: ["@langchain/core/runnables", "@langchain/core/prompts", "@langchain/core/language_models/chat_models"],
  },
  ai: { title: "AI SDK", entry: "nebuly/ai-sdk", subjects: aiSubjects, packages: ["ai"], modules: ["ai"] },
};
const ownEntries = ["nebuly", "nebuly/langchain", "nebuly/ai-sdk", "nebuly/next"];
const maxImportMs = 30;
const maxEntryKb = 20;

export async function measureSize(context: BenchContext): Promise<SectionReport> {
  const tables: string[] = [];
  const checks: Check[] = [];
  for (const { title, entry, subjects, packages, modules } of Object.values(frameworks)) {
    const measured = subjects.filter(({ imports }) => imports.length > 0);
    const imports = measureImports(context, measured, modules);
    const rows = measured.map((subject) => {
      const { megabytes, packages: count } = measureInstalled(context.directory, subject.packages, packages);
      return [subject.label, imports.get(subject) ?? Number.NaN, megabytes, count];
    });
    const headings = ["", "import, ms", "installed, MB", "packages"];
    tables.push(`**Beside ${title}, which is loaded and installed already**\n\n${formatTable(headings, rows)}`);
    checks.push(checkImport(entry, imports));
  }
  tables.push(await measureFirstTurn(context));
  const entries = await measureEntries(context);
  return { title: "Size", tables: [...tables, entries.table], checks: [...checks, ...entries.checks] };
}

function measureImports(
  { rounds, directory, tell }: BenchContext,
  subjects: readonly Subject[],
  loaded: readonly string[],
): ReadonlyMap<Subject, number> {
  const times = new Map<Subject, number[]>(subjects.map((subject) => [subject, []]));
  for (let round = 1; round <= rounds; round += 1) {
    tell(`import times, round ${round} of ${rounds}`);
    for (const [subject, found] of times) found.push(measureImport(directory, subject.imports, loaded));
  }
  return new Map([...times].map(([subject, found]) => [subject, median(found)]));
}

function checkImport(entry: string, imports: ReadonlyMap<Subject, number>): Check {
  const own = [...imports].find(([{ role }]) => role === "own")?.[1] ?? Number.NaN;
  const best = Math.min(...[...imports].filter(([{ role }]) => role === "peer").map(([, time]) => time));
  return {
    figure: `import of ${entry}`,
    wanted: `under ${maxImportMs} ms and a quarter of the best peer's`,
    measured: `${own.toFixed(1)} ms of ${best.toFixed(1)} ms: ${(own / best).toFixed(2)}`,
    isReached: own < maxImportMs && own <= best / 4,
  };
}

async function measureFirstTurn(context: BenchContext): Promise<string> {
  const all = await measureRounds(context, {
    work: "first-turn",
    subjects: langchainSubjects,
    runs: 1,
    warmUpRuns: 0,
  });
  const baseline = withRole(all, "baseline");
  const rows = all.map((measured) => [
    measured.subject.label,
    medianOf(measured, "cpuMs"),
    addedTo(baseline, measured, "cpuMs"),
    medianOf(measured, "elapsedMs"),
    addedTo(baseline, measured, "elapsedMs"),
  ]);
  const headings = ["", "CPU, ms", "added", "time, ms", "added"];
  return `**A process that imports, sets up, answers one RAG question, flushes and leaves**\n\n${formatTable(headings, rows)}`;
}

const sizeReport = z.array(z.object({ name: z.string(), size: z.number() }));

async function measureEntries({ directory, rounds }: BenchContext): Promise<{ table: string; checks: Check[] }> {
  const printed = execFileSync("npx", ["--no-install", "size-limit", "--json"], { cwd: repository, encoding: "utf8" });
  const sizes = new Map(sizeReport.parse(JSON.parse(printed)).map(({ name, size }) => [name, size]));
  const rows = ownEntries.map((entry) => {
    const times = Array.from({ length: rounds }, () => measureImport(directory, [entry], []));
    return { entry, kilobytes: (sizes.get(entry) ?? Number.NaN) / 1_000, importMs: median(times) };
  });
  const largest = Math.max(...rows.map(({ kilobytes }) => kilobytes));
  return {
    table: `**Entries of this package, in a process with nothing else**\n\n${formatTable(
      ["", "min+gzip without dependencies, kB", "import, ms"],
      rows.map(({ entry, kilobytes, importMs }) => [entry, kilobytes, importMs]),
    )}`,
    checks: [
      {
        figure: "largest entry, min+gzip without dependencies",
        wanted: `under ${maxEntryKb} kB`,
        measured: `${largest.toFixed(1)} kB`,
        isReached: largest < maxEntryKb,
      },
    ],
  };
}
