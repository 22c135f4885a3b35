// The four charts over time: volume and failures, latency, cost, feedback. Each stands in its place before it is counted.

import type { JSX } from "preact";
import { formatCost, formatCount, formatSeconds } from "../../format.ts";
import { Loading } from "../ui/loading.tsx";
import { formatCostAtAxis, formatSecondsAtAxis } from "./axis-format.ts";
import type { OverviewLatency, OverviewSeries } from "./load-overview.ts";
import { TimeChart } from "./time-chart.tsx";

export interface TimeChartsProps {
  /** Undefined while it is counted. */
  readonly series: OverviewSeries | undefined;
  readonly latency: OverviewLatency | undefined;
}

export function TimeCharts({ series, latency }: TimeChartsProps): JSX.Element {
  return (
    <>
      {series === undefined ? <PendingChart /> : <VolumeChart series={series} />}
      {latency === undefined ? <PendingChart /> : <LatencyChart latency={latency} />}
      {series === undefined ? <PendingChart /> : <CostChart series={series} />}
      {series === undefined ? <PendingChart /> : <FeedbackChart series={series} />}
    </>
  );
}

function PendingChart(): JSX.Element {
  return (
    <div class="chart pending">
      <Loading subject="chart" />
    </div>
  );
}

function timeOf({
  points,
  granularity,
}: OverviewLatency): Pick<Parameters<typeof TimeChart>[0], "buckets" | "granularity"> {
  return { buckets: points.map((point) => point.startSeconds), granularity };
}

function VolumeChart({ series }: { readonly series: OverviewSeries }): JSX.Element {
  return (
    <TimeChart
      {...timeOf(series)}
      title="Interactions"
      format={formatCount}
      isWhole
      series={[
        { label: "all", values: series.points.map((point) => point.interactions), color: "--chart-main", kind: "bars" },
        { label: "unfinished", values: series.unfinished, color: "--chart-bad", kind: "bars" },
      ]}
    />
  );
}

function LatencyChart({ latency }: { readonly latency: OverviewLatency }): JSX.Element {
  const { points } = latency;
  return (
    <TimeChart
      {...timeOf(latency)}
      title="Latency"
      format={formatSeconds}
      formatAxis={formatSecondsAtAxis}
      series={[
        { label: "p95", values: points.map((point) => point.latencyP95), color: "--chart-warn", kind: "line" },
        { label: "p50", values: points.map((point) => point.latencyP50), color: "--chart-calm", kind: "line" },
      ]}
    />
  );
}

function CostChart({ series }: { readonly series: OverviewSeries }): JSX.Element {
  return (
    <TimeChart
      {...timeOf(series)}
      title="Cost"
      format={formatCost}
      formatAxis={formatCostAtAxis}
      series={[
        { label: "cost", values: series.points.map((point) => point.cost), color: "--chart-calm", kind: "bars" },
      ]}
    />
  );
}

function FeedbackChart({ series: { points, ...time } }: { readonly series: OverviewSeries }): JSX.Element {
  return (
    <TimeChart
      {...timeOf({ points, ...time })}
      title="Feedback"
      format={(count) => formatCount(Math.abs(count))}
      isWhole
      series={[
        { label: "good", values: points.map((point) => point.positiveFeedback), color: "--chart-good", kind: "bars" },
        // Below the line: praise and blame do not hide each other.
        { label: "bad", values: points.map((point) => -point.negativeFeedback), color: "--chart-bad", kind: "bars" },
      ]}
    />
  );
}
