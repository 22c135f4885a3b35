// A few groups and how large they are, as bars; a group that can be searched for leads to its interactions.

import type { JSX } from "preact";
import { navigate } from "../state/route.ts";
import { formatSearch, type SearchTerm } from "../state/search.ts";
import { Loading } from "../ui/loading.tsx";

export interface Bar {
  readonly name: string;
  readonly size: number;
  readonly label: string;
  readonly term?: SearchTerm;
  readonly color?: string;
}

export interface BarListProps {
  readonly title: string;
  /** Undefined while they are counted. */
  readonly bars: readonly Bar[] | undefined;
  /** What is said when there is no bar. */
  readonly none: string;
}

export function BarList({ title, bars, none }: BarListProps): JSX.Element {
  const largest = Math.max(1, ...(bars ?? []).map((bar) => bar.size));
  return (
    <section class="card">
      <h2>{title}</h2>
      {bars === undefined && <Loading subject={title} />}
      {bars?.length === 0 && <p class="muted">{none}</p>}
      <ul class="bars">
        {(bars ?? []).map((bar) => (
          <li key={bar.name}>
            <span
              class={`bar-fill ${bar.color ?? ""}`}
              style={{ width: `${(100 * bar.size) / largest}%` }}
              aria-hidden="true"
            />
            <BarName bar={bar} />
            <span class="bar-label">{bar.label}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function BarName({ bar: { name, term } }: { readonly bar: Bar }): JSX.Element {
  if (term === undefined) {
    return (
      <span class="bar-name" dir="auto">
        {name}
      </span>
    );
  }
  const open = (): void =>
    navigate((route) => ({ page: "interactions", range: route.range, search: formatSearch([term]) }));
  return (
    <button type="button" class="bar-name link" dir="auto" title="Show these interactions" onClick={open}>
      {name}
    </button>
  );
}
