// The words by which people ask for feedback, and the values of the `user_feedback` filter that each stands for.

import type { FeedbackKind } from "./filters.ts";
import type { FeedbackSlug } from "./interaction.ts";

const kinds = {
  positive: ["positive_explicit", "positive_implicit"],
  negative: ["negative_explicit", "negative_implicit"],
  positive_explicit: ["positive_explicit"],
  negative_explicit: ["negative_explicit"],
  positive_implicit: ["positive_implicit"],
  negative_implicit: ["negative_implicit"],
  thumbs_up: ["thumbs_up"],
  thumbs_down: ["thumbs_down"],
  copy_input: ["copy_input"],
  copy_output: ["copy_output"],
  paste: ["paste"],
  comment: ["comment"],
  regenerate: ["regenerate"],
  edit: ["edit"],
  rating: ["rating"],
} as const satisfies Readonly<Record<string, readonly (FeedbackKind | FeedbackSlug)[]>>;

/** Every word, the broadest first. */
export const feedbackWords: readonly string[] = Object.keys(kinds);

/** The filter values of a word; undefined when it is none. */
export function feedbackOfWord(word: string): readonly (FeedbackKind | FeedbackSlug)[] | undefined {
  return isWord(word) ? kinds[word] : undefined;
}

function isWord(word: string): word is keyof typeof kinds {
  return Object.hasOwn(kinds, word);
}
