// Filters to pick from: how it ended, feedback, and the users, languages and sources that there are most of.

import type { JSX } from "preact";
import { feedbackWords } from "../../../../wire/feedback-words.ts";
import { unfinishedStatuses } from "../../../../wire/interaction-status.ts";
import { formatCount, formatLanguage } from "../../format.ts";
import { fetchGroups, type GroupKind } from "../api/aggregates.ts";
import { route, setSearch } from "../state/route.ts";
import { formatSearch, parseSearch, type SearchField, type SearchTerm } from "../state/search.ts";
import { toTimeRange } from "../state/time-range.ts";
import { useLoaded } from "../ui/use-loaded.ts";

const offered = 30;

export function FilterPanel(): JSX.Element {
  return (
    <div class="filter-panel">
      <Choice
        field="status"
        label="Ended"
        options={["unfinished", ...unfinishedStatuses].map((value) => ({ value, label: value }))}
      />
      <Choice
        field="feedback"
        label="Feedback"
        options={feedbackWords.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
      />
      <GroupChoice field="user" label="User" kind="user" />
      <GroupChoice field="language" label="Language" kind="language" />
      <GroupChoice field="source" label="Source" kind="data_source" />
      <Choice
        field="pii"
        label="Personal data"
        options={[
          { value: "yes", label: "removed" },
          { value: "no", label: "none found" },
        ]}
      />
    </div>
  );
}

interface GroupChoiceProps {
  readonly field: SearchField;
  readonly label: string;
  readonly kind: GroupKind;
}

/** Offers the values that there are, the most frequent first. */
function GroupChoice({ field, label, kind }: GroupChoiceProps): JSX.Element {
  const { range } = route.value;
  const { value: groups } = useLoaded(
    (signal) =>
      fetchGroups({ time_range: toTimeRange(range, Date.now()), filters: [] }, { kind, limit: offered }, signal),
    { key: `${kind} ${range}` },
  );
  const options = (groups ?? []).map(({ name, interactions }) => ({
    value: name,
    label: `${kind === "language" ? formatLanguage(name) : name} (${formatCount(interactions)})`,
  }));
  return <Choice field={field} label={label} options={options} />;
}

interface ChoiceProps {
  readonly field: SearchField;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

function Choice({ field, label, options }: ChoiceProps): JSX.Element {
  const terms = parseSearch(route.value.search);
  const chosen = terms.find((term) => term.field === field)?.value ?? "";
  const choose = (value: string): void => {
    const others = terms.filter((term) => term.field !== field);
    const added: readonly SearchTerm[] = value === "" ? [] : [{ field, value }];
    setSearch(formatSearch([...others, ...added]));
  };
  // What was typed stays selectable, offered or not.
  const isOffered = chosen === "" || options.some((option) => option.value === chosen);
  const all = isOffered ? options : [{ value: chosen, label: chosen }, ...options];
  return (
    <label class="choice">
      {label}
      <select value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">any</option>
        {all.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
