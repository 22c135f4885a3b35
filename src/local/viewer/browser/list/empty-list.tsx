// What stands in place of rows when there are none: how to send something, or that the search found nothing.

import type { JSX } from "preact";
import { defaultRange, route, setRange, setSearch } from "../state/route.ts";
import { rangeLabels } from "../state/time-range.ts";
import { Notice } from "../ui/notice.tsx";
import { Welcome } from "./welcome.tsx";

export function EmptyList(): JSX.Element {
  const { search, range } = route.value;
  return search === "" && range === defaultRange ? <Welcome /> : <NothingFound search={search} />;
}

function NothingFound({ search }: { readonly search: string }): JSX.Element {
  const { range } = route.value;
  return (
    <Notice icon="search" title="No interaction matches">
      {search !== "" && (
        <p>
          Nothing in “{rangeLabels[range].toLowerCase()}” matches <code>{search}</code>. Words are looked for in what
          users wrote, whole words only.
        </p>
      )}
      {search === "" && <p>Nothing arrived in this stretch of time.</p>}
      <p class="notice-actions">
        {search !== "" && (
          <button type="button" class="button" onClick={() => setSearch("")}>
            Clear the search
          </button>
        )}
        {range !== defaultRange && (
          <button type="button" class="button" onClick={() => setRange(defaultRange)}>
            Look in all time
          </button>
        )}
      </p>
    </Notice>
  );
}
