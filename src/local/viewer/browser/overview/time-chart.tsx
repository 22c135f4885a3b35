// A chart over time, its values in words where the pointer is, and the same values as a table for who cannot see it.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { theme } from "../state/theme.ts";
import { Icon } from "../ui/icon.tsx";
import { ScrollArea } from "../ui/scroll-area.tsx";
import { bucketSeconds, formatBucket, formatTick, type Granularity } from "./granularity.ts";

export interface ChartSeries {
  readonly label: string;
  /** One per bucket; null where there is nothing to say. */
  readonly values: readonly (number | null)[];
  /** A colour of the style, such as `--accent`. */
  readonly color: string;
  readonly kind: "bars" | "line";
}

export interface TimeChartProps {
  readonly title: string;
  /** Where the buckets begin, in seconds since 1970. */
  readonly buckets: readonly number[];
  readonly granularity: Granularity;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  /** How values stand at the axis. Default: as everywhere. */
  readonly formatAxis?: (value: number) => string;
  /** Whether there is nothing between one and two. */
  readonly isWhole?: boolean;
}

const heightPx = 176;
/** More values than this are so close that the line alone shows them. */
const maxMarked = 60;
const wholeSteps = [1, 2, 5].flatMap((step) => [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].map((scale) => step * scale));

export function TimeChart(props: TimeChartProps): JSX.Element {
  const { title, buckets, granularity, series, format } = props;
  const holder = useRef<HTMLDivElement>(null);
  const pointed = useSignal<number | undefined>(undefined);
  const isTable = useSignal(false);
  const isDark = theme.value === "dark";
  const content = JSON.stringify([buckets, series]);

  useEffect(() => {
    const element = holder.current;
    if (element === null || isTable.value) return;
    const chart = drawChart(element, props, (index) => {
      pointed.value = index;
    });
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: heightPx }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [content, isDark, isTable.value, granularity]);

  const index = pointed.value;
  const start = index === undefined ? undefined : buckets[index];
  return (
    <figure class="chart">
      <figcaption>
        <h2>{title}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={`${title} as a table`}
          title={isTable.value ? "Show as a chart" : "Show as a table"}
          aria-pressed={isTable.value}
          onClick={() => {
            isTable.value = !isTable.value;
          }}
        >
          <Icon name={isTable.value ? "chart" : "table"} />
        </button>
      </figcaption>
      <p class="chart-legend">
        {series.map(({ label, color, values }) => (
          <span key={label} class="legend-item">
            <span class={`legend-mark ${color.slice(2)}`} aria-hidden="true" />
            {label}
            {index !== undefined && <strong>{formatValue(values[index], format)}</strong>}
          </span>
        ))}
        {start !== undefined && <span class="legend-when">{formatBucket(start, granularity)}</span>}
      </p>
      {isTable.value ? (
        <ChartTable {...props} />
      ) : (
        <div
          class="chart-canvas"
          ref={holder}
          role="img"
          aria-label={`${title}, as a chart. The table has the same values.`}
        />
      )}
    </figure>
  );
}

function ChartTable({ title, buckets, granularity, series, format }: TimeChartProps): JSX.Element {
  return (
    <ScrollArea class="chart-table" label={`${title} as a table`}>
      <table>
        <caption class="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            {series.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.map((start, index) => (
            <tr key={start}>
              <th scope="row">{formatBucket(start, granularity)}</th>
              {series.map(({ label, values }) => (
                <td key={label}>{formatValue(values[index], format)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function formatValue(value: number | null | undefined, format: (value: number) => string): string {
  return value == null ? "–" : format(value);
}

function drawChart(
  element: HTMLElement,
  { buckets, series, format, formatAxis = format, granularity, isWhole = false }: TimeChartProps,
  onPoint: (index: number | undefined) => void,
): uPlot {
  const style = getComputedStyle(element);
  const color = (name: string): string => resolveColor(style, name);
  const axis = { stroke: color("--muted"), font: "11.5px system-ui, sans-serif", ticks: { show: false } };
  const margin = bucketSeconds(granularity) / 2;
  const bars = uPlot.paths.bars?.({ size: [0.72, 28], radius: 0.12 });
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: heightPx,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    // Days begin at midnight UTC: their labels must not slip into the evening before.
    ...(granularity !== "hour" &&
      granularity !== "minute" && { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") }),
    scales: {
      // The first and the last bar are bars too.
      x: { range: (_chart, min, max) => [min - margin, max + margin] },
      y: { range: (_chart, min, max) => [min < 0 ? min * 1.08 : 0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        space: 64,
        grid: { show: false },
        values: (_chart, ticks) => ticks.map((seconds) => formatTick(seconds, granularity)),
      },
      {
        ...axis,
        size: 54,
        space: 34,
        ...(isWhole && { incrs: wholeSteps.toSorted((left, right) => left - right) }),
        grid: { stroke: color("--line"), width: 1 },
        values: (_chart, ticks) => ticks.map(formatAxis),
      },
    ],
    series: [
      {},
      ...series.map(({ label, color: name, kind, values }) => ({
        label,
        stroke: color(name),
        width: kind === "bars" ? 0 : 2,
        ...(kind === "bars" && { fill: color(name), ...(bars !== undefined && { paths: bars }) }),
        // A value with nothing on either side has no line.
        points: { show: kind === "line" && countKnown(values) <= maxMarked, size: 5, fill: color(name) },
        spanGaps: false,
      })),
    ],
    hooks: { setCursor: [(chart) => onPoint(chart.cursor.idx ?? undefined)] },
  };
  const data: uPlot.AlignedData = [[...buckets], ...series.map(({ values }) => [...values])];
  return new uPlot(options, data, element);
}

function countKnown(values: ChartSeries["values"]): number {
  return values.filter((value) => value !== null).length;
}

/** A canvas knows no custom properties and no `light-dark()`: an element resolves them. */
function resolveColor(style: CSSStyleDeclaration, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = style.getPropertyValue(name);
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
