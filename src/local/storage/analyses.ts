// What waits for the analyst, and what it has said.

import type { Kysely } from "kysely";
import { type Analysis, analysisFacetKinds, analysisFacets, type Exchange } from "../analyst/analysis.ts";
import { distinct } from "../compute/describe-interaction.ts";
import { addFacets } from "./add-facets.ts";
import { changeInTransaction } from "./change-in-transaction.ts";
import { countChange } from "./keep-totals.ts";
import type { Tables } from "./tables.ts";

/** An interaction that waits, with what was said before it in its conversation. */
export interface AwaitingAnalysis {
  readonly end_user: string;
  readonly id: string;
  readonly started_at: number;
  readonly exchange: Exchange;
  /** Oldest first. */
  readonly earlier: readonly Exchange[];
}

/** Earlier turns that are shown with an interaction. */
const maxEarlier = 3;

/** Those that wait longest. */
export async function findAwaitingAnalysis(
  storage: Kysely<Tables>,
  count: number,
): Promise<readonly AwaitingAnalysis[]> {
  const rows = await selectTexts(storage)
    .select(["interactions.id", "interactions.conversation_id", "interactions.started_at"])
    .where("interactions.analysis", "=", 1)
    .orderBy("interactions.received_at")
    .orderBy("interactions.id")
    .limit(count)
    .execute();
  return Promise.all(
    rows.map(async (row) => {
      const earlier = await selectTexts(storage)
        .where("interactions.conversation_id", "=", row.conversation_id)
        .where("interactions.end_user", "=", row.end_user)
        .where("interactions.started_at", "<", row.started_at)
        .orderBy("interactions.started_at", "desc")
        .limit(maxEarlier)
        .execute();
      const { end_user, id, started_at } = row;
      return { end_user, id, started_at, exchange: toExchange(row), earlier: earlier.map(toExchange).reverse() };
    }),
  );
}

/** Keeps an analysis; one of an interaction that is gone by now is dropped. */
export function saveAnalysis(
  storage: Kysely<Tables>,
  interaction: Pick<AwaitingAnalysis, "end_user" | "id" | "started_at">,
  analysis: Analysis,
): Promise<void> {
  const { end_user, id } = interaction;
  return changeInTransaction(storage, async (transaction) => {
    await countChange(transaction, { endUser: end_user, ids: [id] }, async () => {
      const { user_query, sentiment, warning_message, negative_intent_message } = analysis;
      await transaction
        .updateTable("interactions")
        .set({ user_query, sentiment, warning_message, negative_intent_message, analysis: 2 })
        .where("end_user", "=", end_user)
        .where("id", "=", id)
        .execute();
      await transaction
        .updateTable("interaction_texts")
        .set({ emotions: JSON.stringify([...new Set(analysis.emotions)]) })
        .where("end_user", "=", end_user)
        .where("id", "=", id)
        .execute();
      await transaction
        .deleteFrom("interaction_facets")
        .where("end_user", "=", end_user)
        .where("interaction_id", "=", id)
        .where("kind", "in", analysisFacetKinds)
        .execute();
      await addFacets(transaction, interaction, distinct(analysisFacets(analysis)));
    });
  });
}

/** Waits no longer for an analysis. */
export async function giveUpAnalysis(
  storage: Kysely<Tables>,
  { end_user, id }: Pick<AwaitingAnalysis, "end_user" | "id">,
): Promise<void> {
  await storage
    .updateTable("interactions")
    .set({ analysis: 3 })
    .where("end_user", "=", end_user)
    .where("id", "=", id)
    .execute();
}

function selectTexts(storage: Kysely<Tables>) {
  return storage
    .selectFrom("interactions")
    .innerJoin("interaction_texts as texts", (join) =>
      join.onRef("texts.end_user", "=", "interactions.end_user").onRef("texts.id", "=", "interactions.id"),
    )
    .select(["interactions.end_user", "texts.input_text", "texts.output_text"]);
}

/** Hidden texts are not there to be shown. */
function toExchange(row: { readonly input_text: string | null; readonly output_text: string | null }): Exchange {
  return { input: row.input_text ?? "[hidden]", output: row.output_text ?? "[hidden]" };
}
