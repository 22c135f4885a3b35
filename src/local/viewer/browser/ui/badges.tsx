// Small labels: how an interaction ended, what the end user did, what it is tagged with.

import type { JSX } from "preact";
import { statusTag } from "../../../../wire/interaction-status.ts";
import { Icon, type IconName } from "./icon.tsx";

const feedbackIcons: Readonly<Record<string, IconName>> = {
  thumbs_up: "thumbUp",
  thumbs_down: "thumbDown",
  comment: "comment",
  rating: "star",
  copy_output: "copy",
  copy_input: "copy",
  paste: "copy",
  regenerate: "again",
  edit: "pencil",
};
const goodFeedback = new Set(["thumbs_up", "copy_output", "paste"]);
const badFeedback = new Set(["thumbs_down", "regenerate", "edit"]);

/** The ending that a row is tagged with; undefined when it ended well. */
export function endingOf(tags: Readonly<Record<string, string>> | null | undefined): string | undefined {
  return tags?.[statusTag];
}

export function StatusBadge({ ending }: { readonly ending: string }): JSX.Element {
  return <span class={`badge status ${ending}`}>{ending}</span>;
}

export interface FeedbackBadgeProps {
  readonly slug: string;
  readonly rating?: number | null | undefined;
  readonly iconOnly?: boolean;
}

export function FeedbackBadge({ slug, rating, iconOnly = false }: FeedbackBadgeProps): JSX.Element {
  const name = slug.replaceAll("_", " ");
  const label = slug === "rating" && typeof rating === "number" ? `rated ${rating} of 5` : name;
  const icon = feedbackIcons[slug];
  return (
    <span class={`badge feedback ${toneOf(slug, rating)}`} title={iconOnly ? label : undefined}>
      {icon !== undefined && <Icon name={icon} />}
      {iconOnly && icon !== undefined ? <span class="visually-hidden">{label}</span> : label}
    </span>
  );
}

function toneOf(slug: string, rating: number | null | undefined): string {
  if (slug === "rating" && typeof rating === "number") {
    if (rating >= 4) return "good";
    return rating <= 2 ? "bad" : "";
  }
  if (goodFeedback.has(slug)) return "good";
  return badFeedback.has(slug) ? "bad" : "";
}
