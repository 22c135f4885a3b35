// The four charts over time: volume and failures, latency, cost, feedback.

import type { JSX } from "preact";
import { formatCost, formatCount, formatSeconds } from "../../format.ts";
import { formatCostAtAxis, formatSecondsAtAxis } from "./axis-format.ts";
import type { OverviewSeries } from "./load-overview.ts";
import { TimeChart } from "./time-chart.tsx";

export function TimeCharts({
  series: { points, unfinished, granularity },
}: {
  readonly series: OverviewSeries;
}): JSX.Element {
  const time = { buckets: points.map((point) => point.startSeconds), granularity };
  return (
    <>
      <TimeChart
        {...time}
        title="Interactions"
        format={formatCount}
        isWhole
        series={[
          { label: "all", values: points.map((point) => point.interactions), color: "--chart-main", kind: "bars" },
          { label: "unfinished", values: unfinished, color: "--chart-bad", kind: "bars" },
        ]}
      />
      <TimeChart
        {...time}
        title="Latency"
        format={formatSeconds}
        formatAxis={formatSecondsAtAxis}
        series={[
          { label: "p95", values: points.map((point) => point.latencyP95), color: "--chart-warn", kind: "line" },
          { label: "p50", values: points.map((point) => point.latencyP50), color: "--chart-calm", kind: "line" },
        ]}
      />
      <TimeChart
        {...time}
        title="Cost"
        format={formatCost}
        formatAxis={formatCostAtAxis}
        series={[{ label: "cost", values: points.map((point) => point.cost), color: "--chart-calm", kind: "bars" }]}
      />
      <TimeChart
        {...time}
        title="Feedback"
        format={(count) => formatCount(Math.abs(count))}
        isWhole
        series={[
          { label: "good", values: points.map((point) => point.positiveFeedback), color: "--chart-good", kind: "bars" },
          // Below the line: praise and blame do not hide each other.
          { label: "bad", values: points.map((point) => -point.negativeFeedback), color: "--chart-bad", kind: "bars" },
        ]}
      />
    </>
  );
}
