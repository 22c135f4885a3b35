// Fills a database with generated traffic, many rows at a time: the way in that is measured is another one, over HTTP.

import type { Kysely } from "kysely";
import { describeInteraction } from "../../src/local/compute/describe-interaction.ts";
import { loadTextAnalysis, type TextAnalysis } from "../../src/local/compute/text-analysis.ts";
import type { InteractionRecord, Tables } from "../../src/local/storage/tables.ts";
import { generateConversation, trafficEnd } from "./generate.ts";

/** Both engines take at most 32,766 values in a statement. */
const rowsPerStatement = 1_000;
const interactionsPerTransaction = 5_000;

/** Loads conversations until there are as many interactions; returns the number of conversations. */
export async function loadTraffic(
  storage: Kysely<Tables>,
  wanted: { readonly interactions: number; readonly users: number; onProgress(loaded: number): void },
): Promise<number> {
  const analysis = rememberTexts(await loadTextAnalysis());
  let seed = 0;
  let loaded = 0;
  while (loaded < wanted.interactions) {
    const records: InteractionRecord[] = [];
    while (records.length < interactionsPerTransaction && loaded + records.length < wanted.interactions) {
      seed += 1;
      for (const received of generateConversation(seed, wanted.users)) {
        records.push(describeInteraction(received, { receivedAt: trafficEnd, analysis, isAnalyzed: false }));
      }
    }
    await insertAll(storage, records);
    loaded += records.length;
    wanted.onProgress(loaded);
  }
  return seed;
}

async function insertAll(storage: Kysely<Tables>, records: readonly InteractionRecord[]): Promise<void> {
  await storage.transaction().execute(async (transaction) => {
    for (const rows of chunks(records.map(({ facts }) => facts))) {
      await transaction.insertInto("interactions").values(rows).execute();
    }
    const texts = records.map(({ facts, texts }) => ({ end_user: facts.end_user, id: facts.id, ...texts }));
    for (const rows of chunks(texts)) await transaction.insertInto("interaction_texts").values(rows).execute();
    const facets = records.flatMap(({ facts, facets }) =>
      facets.map((facet) => ({
        end_user: facts.end_user,
        interaction_id: facts.id,
        started_at: facts.started_at,
        ...facet,
      })),
    );
    const models = records.flatMap(({ facts, models }) =>
      models.map((share) => ({ end_user: facts.end_user, interaction_id: facts.id, ...share })),
    );
    for (const rows of chunks(models)) await transaction.insertInto("interaction_models").values(rows).execute();
    for (const rows of chunks(facets)) await transaction.insertInto("interaction_facets").values(rows).execute();
  });
}

function* chunks<Row>(rows: readonly Row[]): Iterable<Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) yield rows.slice(start, start + rowsPerStatement);
}

/** Generated questions repeat; what the analysis says of each is worked out once. */
function rememberTexts(analysis: TextAnalysis): TextAnalysis {
  const languages = new Map<string, string | null>();
  return {
    ...analysis,
    detectLanguage(text) {
      const known = languages.get(text);
      if (known !== undefined) return known;
      const language = analysis.detectLanguage(text);
      languages.set(text, language);
      return language;
    },
  };
}
