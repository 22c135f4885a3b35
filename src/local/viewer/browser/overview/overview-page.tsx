// The overview: how much, how fast, how dear, how well, over the range and search that the list has too.

import type { JSX } from "preact";
import { formatCost, formatCount, formatLanguage, formatSeconds, formatShare } from "../../format.ts";
import { EmptyList } from "../list/empty-list.tsx";
import { listVersion } from "../list/list-state.ts";
import { SearchBar } from "../list/search-bar.tsx";
import { route } from "../state/route.ts";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { Loading } from "../ui/loading.tsx";
import { useLoaded } from "../ui/use-loaded.ts";
import { BarList } from "./bar-list.tsx";
import { loadOverview, type Overview } from "./load-overview.ts";
import { ModelTable } from "./model-table.tsx";
import { StatTile } from "./stat-tile.tsx";
import { TimeChart } from "./time-chart.tsx";

export function OverviewPage(): JSX.Element {
  const { search, range } = route.value;
  const loaded = useLoaded((signal) => loadOverview({ search, range }, signal), {
    key: JSON.stringify([search, range]),
    version: listVersion.value,
  });
  return (
    <div class="overview">
      <SearchBar />
      <div class="overview-scroll">
        {loaded.error !== undefined && (
          <FailureNotice error={loaded.error} subject="overview" onRetry={() => location.reload()} />
        )}
        {!("value" in loaded) && loaded.error === undefined && <Loading subject="overview" />}
        {"value" in loaded && (loaded.value === undefined ? <EmptyList /> : <Charts overview={loaded.value} />)}
      </div>
    </div>
  );
}

function Charts({ overview }: { readonly overview: Overview }): JSX.Element {
  const { totals, points, unfinished, granularity } = overview;
  const unfinishedCount = overview.endings.reduce((sum, group) => sum + group.interactions, 0);
  const feedbackCount = totals.positiveFeedback + totals.negativeFeedback;
  const time = { buckets: points.map((point) => point.startSeconds), granularity };
  const isCostKnown = totals.cost > 0;
  return (
    <div class="overview-grid">
      <dl class="tiles">
        <StatTile name="Interactions" value={formatCount(totals.interactions)} />
        <StatTile name="Users" value={formatCount(totals.users)} />
        <StatTile
          name="Median latency"
          value={totals.latencyP50 === undefined ? "–" : formatSeconds(totals.latencyP50)}
        />
        <StatTile name="95% within" value={totals.latencyP95 === undefined ? "–" : formatSeconds(totals.latencyP95)} />
        <StatTile name="Cost" value={isCostKnown ? formatCost(totals.cost) : "–"} />
        <StatTile
          name="Tokens"
          value={formatCount(totals.inputTokens + totals.outputTokens)}
          note={`${formatCount(totals.inputTokens)} in, ${formatCount(totals.outputTokens)} out`}
        />
        <StatTile
          name="Unfinished"
          value={formatShare(unfinishedCount, totals.interactions)}
          note={unfinishedCount === 0 ? "all ended well" : `${formatCount(unfinishedCount)} did not end well`}
        />
        <StatTile
          name="Feedback"
          value={feedbackCount === 0 ? "–" : `${formatShare(totals.positiveFeedback, feedbackCount)} good`}
          note={`${formatCount(totals.positiveFeedback)} good, ${formatCount(totals.negativeFeedback)} bad`}
        />
      </dl>
      <TimeChart
        {...time}
        title="Interactions"
        format={formatCount}
        isWhole
        series={[
          { label: "all", values: points.map((point) => point.interactions), color: "--accent", kind: "bars" },
          { label: "unfinished", values: unfinished, color: "--bad", kind: "bars" },
        ]}
      />
      <TimeChart
        {...time}
        title="Latency"
        format={formatSeconds}
        series={[
          { label: "95% within", values: points.map((point) => point.latencyP95), color: "--warn", kind: "line" },
          { label: "median", values: points.map((point) => point.latencyP50), color: "--calm", kind: "line" },
        ]}
      />
      <TimeChart
        {...time}
        title="Cost"
        format={formatCost}
        series={[{ label: "cost", values: points.map((point) => point.cost), color: "--calm", kind: "bars" }]}
      />
      <TimeChart
        {...time}
        title="Feedback"
        format={(count) => formatCount(Math.abs(count))}
        isWhole
        series={[
          { label: "good", values: points.map((point) => point.positiveFeedback), color: "--good", kind: "bars" },
          // Below the line: praise and blame do not hide each other.
          { label: "bad", values: points.map((point) => -point.negativeFeedback), color: "--bad", kind: "bars" },
        ]}
      />
      <ModelTable models={overview.models} />
      <div class="cards">
        <BarList
          title="How unfinished ones ended"
          none="All ended well."
          bars={overview.endings.map(({ name, interactions }) => ({
            name,
            size: interactions,
            label: formatCount(interactions),
            term: { field: "status", value: name },
            color: name,
          }))}
        />
        <BarList
          title="Languages"
          none="No language was recognised."
          bars={overview.languages.map(({ name, interactions }) => ({
            name: formatLanguage(name),
            size: interactions,
            label: `${formatCount(interactions)} · ${formatShare(interactions, totals.interactions)}`,
            term: { field: "language", value: name },
          }))}
        />
        <BarList
          title="Most active users"
          none="No user was named."
          bars={overview.users.map(({ name, interactions }) => ({
            name,
            size: interactions,
            label: formatCount(interactions),
            term: { field: "user", value: name },
          }))}
        />
      </div>
    </div>
  );
}
