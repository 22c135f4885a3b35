// The overview: how much, how fast, how dear, how well, over the range and search that the list has too. Every part comes
// when it is counted.

import type { JSX } from "preact";
import { formatCount, formatLanguage, formatShare } from "../../format.ts";
import { fetchLatency, fetchTotals } from "../api/aggregates.ts";
import { EmptyList } from "../list/empty-list.tsx";
import { storedVersion } from "../list/list-state.ts";
import { SearchBar } from "../list/search-bar.tsx";
import { route } from "../state/route.ts";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { Loading } from "../ui/loading.tsx";
import { type Loaded, useLoaded } from "../ui/use-loaded.ts";
import { BarList } from "./bar-list.tsx";
import {
  loadEndings,
  loadGroups,
  loadLatencySeries,
  loadScope,
  loadSeries,
  type OverviewScope,
} from "./load-overview.ts";
import { ModelTable } from "./model-table.tsx";
import { TimeCharts } from "./time-charts.tsx";
import { TotalTiles } from "./total-tiles.tsx";

export function OverviewPage(): JSX.Element {
  const { search, range } = route.value;
  const key = JSON.stringify([search, range]);
  const loaded = useLoaded((signal) => loadScope({ search, range }, signal), { key, version: storedVersion.value });
  return (
    <div class="overview">
      <SearchBar />
      <div class="overview-scroll">
        {loaded.error !== undefined && (
          <FailureNotice error={loaded.error} subject="overview" onRetry={() => location.reload()} />
        )}
        {!("value" in loaded) && loaded.error === undefined && <Loading subject="overview" />}
        {"value" in loaded &&
          (loaded.value === undefined ? <EmptyList /> : <Parts key={key} scopeKey={key} scope={loaded.value} />)}
      </div>
    </div>
  );
}

function Parts({ scope, scopeKey }: { readonly scope: OverviewScope; readonly scopeKey: string }): JSX.Element {
  const version = `${storedVersion.value} ${JSON.stringify(scope)}`;
  const part = <Value,>(load: (signal: AbortSignal) => Promise<Value>): Loaded<Value> =>
    useLoaded(load, { key: scopeKey, version });
  const totals = part((signal) => fetchTotals(scope.selection, signal)).value;
  const endings = part((signal) => loadEndings(scope, signal)).value;
  const series = part((signal) => loadSeries(scope, signal)).value;
  const models = part((signal) => loadGroups(scope, "model", signal)).value;
  const languages = part((signal) => loadGroups(scope, "language", signal)).value;
  const users = part((signal) => loadGroups(scope, "user", signal)).value;
  // What takes longest is asked for last.
  const latency = part((signal) => fetchLatency(scope.selection, signal)).value;
  const latencySeries = part((signal) => loadLatencySeries(scope, signal)).value;
  return (
    <div class="overview-grid">
      <TotalTiles totals={totals} latency={latency} endings={endings} />
      <TimeCharts series={series} latency={latencySeries} />
      <ModelTable models={models} />
      <div class="cards">
        <BarList
          title="How unfinished ones ended"
          none="All ended well."
          bars={endings?.map(({ name, interactions }) => ({
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
          bars={languages?.map(({ name, interactions }) => ({
            name: formatLanguage(name),
            size: interactions,
            label:
              totals === undefined
                ? formatCount(interactions)
                : `${formatCount(interactions)} · ${formatShare(interactions, totals.interactions)}`,
            term: { field: "language", value: name },
          }))}
        />
        <BarList
          title="Most active users"
          none="No user was named."
          bars={users?.map(({ name, interactions }) => ({
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
