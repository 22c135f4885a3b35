// One row of the list: what was asked, what was answered, by whom, and how it ended.

import type { JSX } from "preact";
import { formatCost, formatCount, formatFullMoment, formatMoment, formatSeconds } from "../../format.ts";
import type { InteractionPreview } from "../../viewer-answers.ts";
import { formatRoute, openInteraction, route } from "../state/route.ts";
import { FeedbackBadge, StatusBadge } from "../ui/badges.tsx";

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
}: RowPlace & { readonly row: InteractionPreview }): JSX.Element {
  const isSelected = route.value.interaction === row.id;
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
          <Snippet text={row.input} missing="Content is hidden" class="row-input" />
          <time class="row-time" dateTime={row.startedAt} title={formatFullMoment(row.startedAt)}>
            {formatMoment(row.startedAt)}
          </time>
        </span>
        <span class="row-line">
          <Snippet
            text={row.output === "" ? null : row.output}
            missing={row.output === "" ? "No answer" : "Content is hidden"}
            class="row-output"
          />
          {row.feedback.slice(0, 3).map((slug) => (
            <FeedbackBadge key={slug} slug={slug} rating={row.rating} iconOnly />
          ))}
          {row.status !== null && <StatusBadge ending={row.status} />}
        </span>
        <span class="row-line row-facts">
          <span class="row-user" dir="auto">
            {row.user}
          </span>
          <span>{formatSeconds(row.latency)}</span>
          {row.tokens > 0 && <span>{formatCount(row.tokens)} tokens</span>}
          {row.cost !== null && row.cost > 0 && <span>{formatCost(row.cost)}</span>}
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
  readonly text: string | null;
  readonly missing: string;
  readonly class: string;
}

function Snippet({ text, missing, class: name }: SnippetProps): JSX.Element {
  if (text === null) return <span class={`${name} missing`}>{missing}</span>;
  return (
    <span class={name} dir="auto">
      {text.replaceAll(/\s+/gu, " ")}
    </span>
  );
}
