// What one interaction adds to the totals of its day: an entry for all, and one for each value that it has.

import type {
  DailySessionsTable,
  DailyTotalsTable,
  Facet,
  InteractionsTable,
  ModelShare,
  TotalKind,
} from "./tables.ts";

const dayMs = 86_400_000;

/** What is summed. */
export type Sums = Omit<DailyTotalsTable, "kind" | "name" | "value" | "day">;

export const sumNames: readonly (keyof Sums)[] = [
  "n_interactions",
  "n_positive_explicit",
  "n_negative_explicit",
  "n_positive_implicit",
  "n_negative_implicit",
  "n_feedback",
  "cost",
  "input_tokens",
  "output_tokens",
  "latency_ms",
];

/** What an entry is made from. */
export interface Counted {
  readonly facts: Pick<
    InteractionsTable,
    | "end_user"
    | "conversation_id"
    | "started_at"
    | "ended_at"
    | "text_language"
    | "pii_removed"
    | "cost"
    | "input_tokens"
    | "output_tokens"
    | "n_positive_explicit"
    | "n_negative_explicit"
    | "n_positive_implicit"
    | "n_negative_implicit"
    | "n_feedback"
  >;
  readonly facets: readonly Facet[];
  readonly models: readonly ModelShare[];
}

/** The first millisecond of the day (UTC) that a moment falls in. */
function dayOf(moment: number): number {
  return Math.floor(moment / dayMs) * dayMs;
}

/**
 * The sums of what is added less what is taken away, one row per day and value; rows that change nothing are left out.
 * In one order, so that two writers never wait for each other's rows.
 */
export function sumByDay(change: {
  readonly added: readonly Counted[];
  readonly removed?: readonly Counted[];
}): readonly DailyTotalsTable[] {
  const rows = new Map<string, DailyTotalsTable>();
  for (const [interactions, sign] of [[change.added, 1] as const, [change.removed ?? [], -1] as const]) {
    for (const interaction of interactions) {
      for (const entry of entriesOf(interaction)) {
        const key = JSON.stringify([entry.kind, entry.name, entry.value, entry.day]);
        const known = rows.get(key);
        if (known === undefined) rows.set(key, scale(entry, sign));
        else for (const name of sumNames) known[name] += sign * entry[name];
      }
    }
  }
  return [...rows.entries()]
    .filter(([, row]) => sumNames.some((name) => row[name] !== 0))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, row]) => row);
}

/** The parts of conversations that interactions make up, in one order. */
export function sessionsByDay(interactions: readonly Counted[]): readonly DailySessionsTable[] {
  const sessions = new Map<string, DailySessionsTable>();
  for (const { facts } of interactions) {
    const { end_user, conversation_id, started_at, ended_at } = facts;
    const day = dayOf(started_at);
    const key = JSON.stringify([end_user, day, conversation_id]);
    const known = sessions.get(key);
    if (known === undefined) {
      sessions.set(key, { end_user, day, conversation_id, turns: 1, started_at, ended_at });
    } else {
      known.turns += 1;
      known.started_at = Math.min(known.started_at, started_at);
      known.ended_at = Math.max(known.ended_at, ended_at);
    }
  }
  return [...sessions.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, session]) => session);
}

function entriesOf({ facts, facets, models }: Counted): readonly DailyTotalsTable[] {
  const day = dayOf(facts.started_at);
  const sums: Sums = {
    n_interactions: 1,
    n_positive_explicit: facts.n_positive_explicit,
    n_negative_explicit: facts.n_negative_explicit,
    n_positive_implicit: facts.n_positive_implicit,
    n_negative_implicit: facts.n_negative_implicit,
    n_feedback: facts.n_feedback,
    cost: facts.cost ?? 0,
    input_tokens: facts.input_tokens,
    output_tokens: facts.output_tokens,
    latency_ms: facts.ended_at - facts.started_at,
  };
  const entry = (kind: TotalKind, value: string, name = ""): DailyTotalsTable => ({ kind, name, value, day, ...sums });
  return [
    entry("all", ""),
    entry("pii", facts.pii_removed === 1 ? "true" : "false"),
    ...(facts.text_language === null ? [] : [entry("language", facts.text_language)]),
    ...facets.map((facet) => entry(facet.kind, facet.value, facet.name)),
    ...models.map(({ model, cost, input_tokens, output_tokens }) => ({
      ...entry("model", model),
      cost: cost ?? 0,
      input_tokens,
      output_tokens,
    })),
  ];
}

function scale(row: DailyTotalsTable, sign: 1 | -1): DailyTotalsTable {
  const scaled = { ...row };
  for (const name of sumNames) scaled[name] *= sign;
  return scaled;
}
