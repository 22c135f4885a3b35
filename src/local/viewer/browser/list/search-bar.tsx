// The search box, the range, and the filters that are wanted most.

import { useSignal } from "@preact/signals";
import type { JSX, TargetedInputEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatCount } from "../../format.ts";
import { route, setRange, setSearch } from "../state/route.ts";
import { formatSearch, isSameTerm, parseSearch, type SearchTerm } from "../state/search.ts";
import { isRangeName, rangeLabels } from "../state/time-range.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { FilterPanel } from "./filter-panel.tsx";
import { listVersion, rows } from "./list-state.ts";
import { StatusChips } from "./status-chips.tsx";

/** A person types on within this time. */
const typingPauseMs = 250;

export function SearchBar(): JSX.Element {
  const { search, range } = route.value;
  const isPanelOpen = useSignal(false);
  const written = useSignal(search);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address changed by itself, as when a tag was clicked or the browser went back.
  useEffect(() => {
    if (document.activeElement?.id !== "search" || search === "") written.value = search;
  }, [search]);

  const onInput = (event: TargetedInputEvent<HTMLInputElement>): void => {
    written.value = event.currentTarget.value;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSearch(written.value.trim()), typingPauseMs);
  };
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    clearTimeout(timer.current);
    setSearch(written.value.trim());
  };
  const terms = parseSearch(search);
  return (
    <search class="search-bar">
      <form onSubmit={onSubmit}>
        <Icon name="search" />
        <input
          id="search"
          type="search"
          dir="auto"
          placeholder="Search words, user:ada, tag:app=web"
          aria-label="Search interactions"
          autocomplete="off"
          spellcheck={false}
          value={written.value}
          onInput={onInput}
        />
        <select
          aria-label="Time range"
          value={range}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (isRangeName(value)) setRange(value);
          }}
        >
          {Object.entries(rangeLabels).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
        <button
          type="button"
          class={isPanelOpen.value ? "icon-button pressed" : "icon-button"}
          aria-label="Filters"
          title="Filters"
          aria-expanded={isPanelOpen.value}
          onClick={() => {
            isPanelOpen.value = !isPanelOpen.value;
          }}
        >
          <Icon name="filter" />
        </button>
      </form>
      {isPanelOpen.value && <FilterPanel />}
      <div class="search-foot">
        <Total />
        <span class="spacer" />
        <StatusChips />
        <QuickFilter label="disliked" icon="thumbDown" term={{ field: "feedback", value: "negative" }} terms={terms} />
        {search !== "" && (
          <button type="button" class="chip" onClick={() => setSearch("")}>
            <Icon name="close" />
            Clear
          </button>
        )}
      </div>
    </search>
  );
}

function Total(): JSX.Element {
  listVersion.value;
  const { total } = rows();
  return (
    <span class="total" role="status">
      {total === undefined ? "…" : total === 1 ? "1 interaction" : `${formatCount(total)} interactions`}
    </span>
  );
}

interface QuickFilterProps {
  readonly label: string;
  readonly icon: IconName;
  readonly term: SearchTerm;
  readonly terms: readonly SearchTerm[];
}

function QuickFilter({ label, icon, term, terms }: QuickFilterProps): JSX.Element {
  const isOn = terms.some((known) => isSameTerm(known, term));
  const toggle = (): void =>
    setSearch(formatSearch(isOn ? terms.filter((known) => !isSameTerm(known, term)) : [...terms, term]));
  return (
    <button
      type="button"
      class={isOn ? "chip on" : "chip"}
      title={label}
      aria-label={label}
      aria-pressed={isOn}
      onClick={toggle}
    >
      <Icon name={icon} />
    </button>
  );
}
