// Fills an empty database with generated traffic by each engine's fastest way in: without indexes, which are made at the
// end. The way in that is measured is another one, over HTTP.

import { describeInteraction } from "../../src/local/compute/describe-interaction.ts";
import { loadTextAnalysis, type TextAnalysis } from "../../src/local/compute/text-analysis.ts";
import { sessionsByDay, sumByDay, sumNames } from "../../src/local/storage/daily-totals.ts";
import type { DailyTotalsTable, InteractionRecord, Tables } from "../../src/local/storage/tables.ts";
import { generateConversation, trafficEnd, trafficStartOf } from "./generate.ts";

/** A table being filled. */
export interface BulkWriter {
  write<Name extends keyof Tables>(table: Name, rows: readonly Tables[Name][]): void;
}

export interface Traffic {
  readonly interactions: number;
  readonly users: number;
  /** Seeds from 1 on. */
  readonly conversations: number;
}

const conversationsPerBatch = 1_000;
/** Turns of a conversation, on average. */
const meanTurns = 4;

/** Traffic of about so many interactions, one user in twenty of them. */
export function trafficOf(interactions: number): Traffic {
  return {
    interactions,
    users: Math.ceil(interactions / 20),
    conversations: Math.ceil(interactions / meanTurns),
  };
}

/** Writes all rows of the traffic, as they would have come: in the order of time. Returns how many interactions there were. */
export async function loadTraffic(
  writer: BulkWriter,
  traffic: Traffic,
  onProgress: (loaded: number) => void,
): Promise<number> {
  const analysis = rememberTexts(await loadTextAnalysis());
  const seeds = Array.from({ length: traffic.conversations }, (_, index) => index + 1).sort(
    (left, right) => trafficStartOf(left) - trafficStartOf(right),
  );
  const totals = new Map<string, DailyTotalsTable>();
  let loaded = 0;
  for (let first = 0; first < seeds.length; first += conversationsPerBatch) {
    const records = seeds
      .slice(first, first + conversationsPerBatch)
      .flatMap((seed) => generateConversation(seed, traffic.users))
      .map((received) => describeInteraction(received, { receivedAt: trafficEnd, analysis, isAnalyzed: false }));
    writeRecords(writer, records);
    for (const row of sumByDay({ added: records })) addUp(totals, row);
    loaded += records.length;
    onProgress(loaded);
  }
  writer.write("daily_totals", [...totals.values()]);
  return loaded;
}

function writeRecords(writer: BulkWriter, records: readonly InteractionRecord[]): void {
  writer.write(
    "interactions",
    records.map(({ facts }) => facts),
  );
  writer.write(
    "interaction_texts",
    records.map(({ facts, texts }) => ({ end_user: facts.end_user, id: facts.id, ...texts })),
  );
  writer.write(
    "interaction_facets",
    records.flatMap(({ facts: { end_user, id, started_at }, facets }) =>
      facets.map((facet) => ({ end_user, interaction_id: id, started_at, ...facet })),
    ),
  );
  writer.write(
    "interaction_models",
    records.flatMap(({ facts: { end_user, id }, models }) =>
      models.map((share) => ({ end_user, interaction_id: id, ...share })),
    ),
  );
  // A conversation lies whole in one batch.
  writer.write("daily_sessions", sessionsByDay(records));
}

function addUp(totals: Map<string, DailyTotalsTable>, row: DailyTotalsTable): void {
  const key = JSON.stringify([row.kind, row.name, row.value, row.day]);
  const known = totals.get(key);
  if (known === undefined) totals.set(key, { ...row });
  else for (const name of sumNames) known[name] += row[name];
}

/** Generated questions repeat; what the analysis says of each is worked out once. */
function rememberTexts(analysis: TextAnalysis): TextAnalysis {
  const remember = <Answer>(judge: (text: string) => Answer): ((text: string) => Answer) => {
    const answers = new Map<string, Answer>();
    return (text) => {
      const known = answers.get(text);
      if (known !== undefined) return known;
      const answer = judge(text);
      answers.set(text, answer);
      return answer;
    };
  };
  const detectLanguage = remember(analysis.detectLanguage);
  const judgeSentiment = remember((text: string) => analysis.judgeSentiment(text, detectLanguage(text)));
  return { ...analysis, detectLanguage, judgeSentiment };
}
