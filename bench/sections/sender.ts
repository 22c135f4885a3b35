// Section: what sending costs.

import type { SectionReport } from "../harness/report.ts";
import { type BenchContext, measureRounds, medianOf, withRole } from "../harness/rounds.ts";
import { median } from "../harness/statistics.ts";
import { formatTable } from "../harness/table.ts";
import { senderSubjects } from "../subjects.ts";

export async function measureSender(context: BenchContext): Promise<SectionReport> {
  const all = await measureRounds(context, {
    work: "send-events",
    subjects: senderSubjects,
    runs: 5_000,
    warmUpRuns: 2_000,
  });
  const rows = all.map((measured) => [
    measured.subject.label,
    medianOf(measured, "perSecond"),
    medianOf(measured, "cpuUs"),
    medianOf(measured, "peakRssMb"),
    medianOf(measured, "requests"),
    medianOf(measured, "bytes") / 1_000,
    medianOf(measured, "missing"),
  ]);
  const headings = ["", "events a second", "CPU, µs each", "peak RSS, MB", "requests each", "kB each", "missing"];
  const limit = withRole(all, "baseline").rounds;
  const share = median(
    withRole(all, "own").rounds.map(({ perSecond = 0 }, round) => perSecond / (limit[round]?.perSecond ?? 1)),
  );
  return {
    title: "Sender",
    tables: [formatTable(headings, rows)],
    checks: [
      {
        figure: "sender beside undici alone",
        wanted: "80 % of its events a second",
        measured: `${Math.round(share * 100)} %`,
        isReached: share >= 0.8,
      },
    ],
  };
}
