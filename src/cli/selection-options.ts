// The options that say which interactions are meant, the same for every command that reads.

import type { InteractionFilter, Selection } from "../index.ts";
import { feedbackOfWord, feedbackWords } from "../wire/feedback-words.ts";
import { statusTag, unfinishedStatuses } from "../wire/interaction-status.ts";
import { type Command, type CommandArguments, textOption, textOptions, UsageError } from "./command.ts";
import { readMoment } from "./read-moment.ts";

export const selectionOptions: Command["options"] = {
  user: { type: "string", multiple: true },
  tag: { type: "string", multiple: true },
  status: { type: "string", multiple: true },
  feedback: { type: "string", multiple: true },
  keyword: { type: "string", multiple: true },
  topic: { type: "string", multiple: true },
  language: { type: "string", multiple: true },
  source: { type: "string", multiple: true },
  since: { type: "string" },
  until: { type: "string" },
};

export const selectionUsage: string = `    --user <id>            of this end user
    --tag <name=value>     with this tag
    --status <status>      that ended so: ${[...unfinishedStatuses].join(", ")}, or unfinished for any of them
    --feedback <kind>      with this feedback: positive, negative, thumbs_up, thumbs_down, rating, comment, ...
    --keyword <word>       whose input has this word
    --topic <topic>        about this topic
    --language <language>  in this language
    --source <name>        that asked this retriever or tool
    --since <moment>       from then on: 30m, 24h, 7d, or 2026-01-31, 2026-01-31T10:00
    --until <moment>       up to then
                           Options given twice are alternatives; different ones must all hold.`;

/** Reads the options. Throws `UsageError` when one cannot be used. */
export function readSelection(given: CommandArguments, now: Date): Selection {
  const since = textOption(given, "since");
  const until = textOption(given, "until");
  return {
    timeRange: {
      ...(since !== undefined && { start: readMoment("since", since, now) }),
      ...(until !== undefined && { end: readMoment("until", until, now) }),
    },
    filters: [
      ...textFilter("user", textOptions(given, "user")),
      ...tagFilters(textOptions(given, "tag")),
      ...statusFilter(textOptions(given, "status")),
      ...feedbackFilter(textOptions(given, "feedback")),
      ...textFilter("keyword", textOptions(given, "keyword")),
      ...textFilter("topic", textOptions(given, "topic")),
      ...textFilter("language", textOptions(given, "language")),
      ...textFilter("data_source", textOptions(given, "source")),
    ],
  };
}

function textFilter(
  kind: "user" | "keyword" | "topic" | "language" | "data_source",
  values: readonly string[],
): readonly InteractionFilter[] {
  return values.length === 0 ? [] : [{ kind, values }];
}

function tagFilters(texts: readonly string[]): readonly InteractionFilter[] {
  const values = new Map<string, string[]>();
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1)
      throw new UsageError(`--tag takes name=value, such as --tag app=support; “${text}” has no name and value`);
    const name = text.slice(0, at);
    values.set(name, [...(values.get(name) ?? []), text.slice(at + 1)]);
  }
  return [...values].map(([tag, wanted]) => ({ kind: "tag", tag, values: wanted }));
}

function statusFilter(words: readonly string[]): readonly InteractionFilter[] {
  if (words.length === 0) return [];
  const known = ["unfinished", ...unfinishedStatuses];
  const wrong = words.find((word) => !known.includes(word));
  if (wrong !== undefined) throw new UsageError(`--status is one of ${known.join(", ")}`);
  return [{ kind: "tag", tag: statusTag, values: words.includes("unfinished") ? unfinishedStatuses : words }];
}

function feedbackFilter(words: readonly string[]): readonly InteractionFilter[] {
  if (words.length === 0) return [];
  const values = words.flatMap((word) => {
    const known = feedbackOfWord(word);
    if (known === undefined) throw new UsageError(`--feedback is one of ${feedbackWords.join(", ")}`);
    return known;
  });
  return [{ kind: "user_feedback", values }];
}
