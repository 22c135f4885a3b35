// `npm run bench`: this package beside its peers, on the same work, in one run. `npm run bench -- langchain sender` runs
// those sections only; `--rounds 3` changes the number of rounds.

import { parseArgs } from "node:util";
import type { Check, SectionReport } from "./harness/report.ts";
import type { BenchContext } from "./harness/rounds.ts";
import { startSink } from "./harness/sink.ts";
import { prepareStage } from "./harness/stage.ts";
import { formatTable } from "./harness/table.ts";
import { measureAiSdk } from "./sections/ai-sdk.ts";
import { measureGrowth } from "./sections/growth.ts";
import { measureLangchain } from "./sections/langchain.ts";
import { measureSender } from "./sections/sender.ts";
import { measureSize } from "./sections/size.ts";

const sections: Readonly<Record<string, (context: BenchContext) => Promise<SectionReport>>> = {
  langchain: measureLangchain,
  "ai-sdk": measureAiSdk,
  sender: measureSender,
  growth: measureGrowth,
  size: measureSize,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" } },
});
const wanted = positionals.length === 0 ? Object.keys(sections) : positionals;
const directory = prepareStage();
const sink = await startSink();
const checks: Check[] = [];
try {
  for (const name of wanted) {
    const measure = sections[name];
    if (measure === undefined) throw new Error(`no section ${name}; there are ${Object.keys(sections).join(", ")}`);
    const tell = (text: string): void => console.error(`  ${text}`);
    const report = await measure({ directory, sink, rounds: Number(values.rounds), tell });
    console.log(`\n## ${report.title}\n\n${report.tables.join("\n\n")}`);
    checks.push(...report.checks);
  }
} finally {
  sink.close();
}
const rows = checks.map(({ figure, wanted, measured, isReached }) => [
  figure,
  wanted,
  measured,
  isReached ? "yes" : "no",
]);
console.log(`\n## Figures to reach\n\n${formatTable(["figure", "wanted", "measured", "reached"], rows)}`);
