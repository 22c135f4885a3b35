// One row of the list: what was asked, what was answered, by whom, and how it ended.

import type { JSX } from "preact";
import type { InteractionRow } from "../../../../wire/get-interactions.ts";
import { formatCost, formatFullMoment, formatMoment, formatSeconds } from "../../format.ts";
import { formatRoute, openInteraction, route } from "../state/route.ts";
import { endingOf, FeedbackBadge, StatusBadge } from "../ui/badges.tsx";

export interface RowPlace {
  readonly index: number;
  readonly total: number;
  /** Whether the keyboard is here. */
  readonly isActive: boolean;
}

export function InteractionRowView({
  row,
  index,
  total,
  isActive,
}: RowPlace & { readonly row: InteractionRow }): JSX.Element {
  const isSelected = route.value.interaction === row.id;
  const ending = endingOf(row.tags);
  const feedback = [...new Set(row.feedback_actions ?? [])].slice(0, 3);
  const onClick = (event: MouseEvent): void => {
    // A new tab is the browser's business.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    openInteraction(row.id);
  };
  return (
    <li class={isSelected ? "row selected" : "row"} data-index={index} aria-setsize={total} aria-posinset={index + 1}>
      <a
        href={formatRoute({ ...route.value, page: "interactions", interaction: row.id })}
        tabIndex={isActive ? 0 : -1}
        aria-current={isSelected ? "true" : undefined}
        onClick={onClick}
      >
        <span class="row-line">
          <Snippet text={row.input_text} missing="Content is hidden" class="row-input" />
          {row.timestamp !== undefined && (
            <time class="row-time" dateTime={row.timestamp} title={formatFullMoment(row.timestamp)}>
              {formatMoment(row.timestamp)}
            </time>
          )}
        </span>
        <span class="row-line">
          <Snippet
            text={row.output_text === "" ? null : row.output_text}
            missing={row.output_text === "" ? "No answer" : "Content is hidden"}
            class="row-output"
          />
          {feedback.map((slug) => (
            <FeedbackBadge key={slug} slug={slug} rating={row.feedback_action_rating} iconOnly />
          ))}
          {ending !== undefined && <StatusBadge ending={ending} />}
        </span>
        <span class="row-line row-facts">
          <span class="row-user" dir="auto">
            {row.end_user ?? "unknown user"}
          </span>
          {typeof row.latency === "number" && <span>{formatSeconds(row.latency)}</span>}
          {typeof row.cost === "number" && row.cost > 0 && <span>{formatCost(row.cost)}</span>}
          {row.traces !== undefined && row.traces.length > 0 && (
            <span>{row.traces.length === 1 ? "1 step" : `${row.traces.length} steps`}</span>
          )}
        </span>
      </a>
    </li>
  );
}

/** Holds the place of a row that is on its way. */
export function PendingRow({ index, total }: RowPlace): JSX.Element {
  return (
    <li class="row pending" data-index={index} aria-setsize={total} aria-posinset={index + 1}>
      <span class="visually-hidden">Loading</span>
      <span class="bone wide" />
      <span class="bone" />
    </li>
  );
}

interface SnippetProps {
  readonly text: string | null | undefined;
  readonly missing: string;
  readonly class: string;
}

function Snippet({ text, missing, class: name }: SnippetProps): JSX.Element {
  if (text == null) return <span class={`${name} missing`}>{missing}</span>;
  return (
    <span class={name} dir="auto">
      {toSnippet(text)}
    </span>
  );
}

/** More than the widest screen shows on a line; a megabyte does not go into the page for it. */
const snippetCharacters = 300;

function toSnippet(text: string): string {
  return text.slice(0, snippetCharacters).replaceAll(/\s+/gu, " ");
}
