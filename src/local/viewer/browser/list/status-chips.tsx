// One chip for every way in which interactions did not complete, with how many there are: stopped and abandoned answers are
// a click away.

import type { JSX } from "preact";
import { unfinishedStatuses } from "../../../../wire/interaction-status.ts";
import { formatCount } from "../../format.ts";
import { loadEndings } from "../overview/load-overview.ts";
import { route, setSearch } from "../state/route.ts";
import { formatSearch, parseSearch, toFilters } from "../state/search.ts";
import { toTimeRange } from "../state/time-range.ts";
import { useLoaded } from "../ui/use-loaded.ts";
import { storedVersion } from "./list-state.ts";

export function StatusChips(): JSX.Element {
  const { search, range } = route.value;
  const terms = parseSearch(search);
  const others = terms.filter((term) => term.field !== "status");
  const chosen = new Set(terms.flatMap((term) => (term.field === "status" ? [term.value] : [])));
  const { value: groups = [] } = useLoaded(
    (signal) => {
      const selection = { time_range: toTimeRange(range, Date.now()), filters: toFilters(others) };
      return loadEndings({ selection }, signal);
    },
    { key: JSON.stringify([formatSearch(others), range]), version: storedVersion.value },
  );
  const countOf = (status: string): number => groups.find((group) => group.name === status)?.interactions ?? 0;
  const toggle = (status: string): void => {
    const isOn = chosen.has(status);
    const kept = terms.filter((term) => !(term.field === "status" && term.value === status));
    setSearch(formatSearch(isOn ? kept : [...kept, { field: "status", value: status }]));
  };
  // A chip without a count leads nowhere; a chosen one stays, so that it can be taken back.
  const shown = unfinishedStatuses.filter((status) => countOf(status) > 0 || chosen.has(status));
  return (
    <>
      {shown.map((status) => (
        <button
          key={status}
          type="button"
          class={`chip status ${status} ${chosen.has(status) ? "on" : ""}`}
          aria-pressed={chosen.has(status)}
          onClick={() => toggle(status)}
        >
          <span class="chip-dot" aria-hidden="true" />
          {status} <span class="chip-count">{formatCount(countOf(status))}</span>
        </button>
      ))}
    </>
  );
}
