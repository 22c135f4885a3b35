// A conversation's turns, and the two answers that are made from them: the conversation, and one interaction in it.

import type { Kysely } from "kysely";
import type { ConversationDetail, ConversationTurn } from "../../wire/conversation-detail.ts";
import type { InteractionDetail } from "../../wire/interaction-detail.ts";
import { momentOfId } from "../compute/content-hash.ts";
import { roundCost } from "../compute/round-cost.ts";
import { readStructures, type StoredRow, textColumns, toInteractionRow, toIso } from "./interaction-row.ts";
import { readConsistently } from "./read-consistently.ts";
import type { Tables } from "./tables.ts";

/** A conversation longer than this is answered by its first turns. */
const maxTurns = 10_000;

/** The conversation, or undefined when nothing was stored under this id. */
export async function readConversation(
  storage: Kysely<Tables>,
  conversationId: string,
): Promise<ConversationDetail | undefined> {
  const { turns, facets } = await readConsistently(storage, async (snapshot) => {
    const found = await turnsOf(snapshot, conversationId);
    return { turns: found, facets: await topicsOf(snapshot, conversationId) };
  });
  const [first] = turns;
  if (first === undefined) return undefined;
  const endedAt = Math.max(...turns.map((turn) => turn.ended_at));
  const structures = turns.map(readStructures);
  const costs = turns.map((turn) => turn.cost).filter((cost) => cost !== null);
  return {
    id: conversationId,
    session_length: turns.length,
    session_time: (endedAt - first.started_at) / 1000,
    start_session: toIso(first.started_at),
    end_session: toIso(endedAt),
    cost: costs.length === 0 ? null : roundCost(costs.reduce((sum, cost) => sum + cost, 0)),
    tags: Object.assign({}, ...structures.map(({ tags }) => tags)),
    emotions: [...new Set(structures.flatMap(({ emotions }) => emotions))],
    custom_aggregates: {},
    conversation: turns.map((turn) => toTurn(turn, facets.get(turn.id) ?? null)),
  };
}

/** The interaction with its conversation, or undefined when there is none of this id. */
export async function readInteraction(storage: Kysely<Tables>, id: string): Promise<InteractionDetail | undefined> {
  const startedAt = momentOfId(id);
  if (startedAt === undefined) return undefined;
  return readConsistently(storage, async (snapshot) => {
    const stored = await selectStored(snapshot)
      .where("interactions.started_at", "=", startedAt)
      .where("interactions.id", "=", id)
      .executeTakeFirst();
    if (stored === undefined) return undefined;
    const turns = await turnsOf(snapshot, stored.conversation_id);
    const facets = await facetsOf(snapshot, stored);
    return toDetail(stored, { turns, facets });
  });
}

interface FacetValue {
  readonly kind: string;
  readonly value: string;
}

function toDetail(
  stored: StoredRow,
  { turns, facets }: { readonly turns: readonly StoredRow[]; readonly facets: readonly FacetValue[] },
): InteractionDetail {
  const row = toInteractionRow(stored);
  const { feedback, traces } = readStructures(stored);
  const first = (kind: string): string | null => facets.find((facet) => facet.kind === kind)?.value ?? null;
  return {
    // What a row of the list has, and what only the detail has.
    ...row,
    traces,
    interaction_id: stored.id,
    input: stored.input_text,
    output: stored.output_text,
    conversation: turns.map((turn) => ({
      id: turn.id,
      input: turn.input_text,
      output: turn.output_text,
      timestamp: toIso(turn.started_at),
      is_chosen: turn.id === stored.id,
    })),
    feedback: feedback.map(({ given_at, id: _internal, ...action }) => ({ ...action, timestamp: toIso(given_at) })),
    topic: first("topic"),
    intent: first("user_intent"),
    rags: facets.filter(({ kind }) => kind === "data_source").map(({ value }) => value),
    rags_details: row.rag_details,
  };
}

function toTurn(turn: StoredRow, topic: string | null): ConversationTurn {
  const row = toInteractionRow(turn);
  return { ...row, id: turn.id, input: turn.input_text, output: turn.output_text, topic };
}

function turnsOf(snapshot: Kysely<Tables>, conversationId: string): Promise<StoredRow[]> {
  return selectStored(snapshot)
    .where("interactions.conversation_id", "=", conversationId)
    .orderBy("interactions.started_at")
    .orderBy("interactions.id")
    .limit(maxTurns)
    .execute();
}

function selectStored(snapshot: Kysely<Tables>) {
  return snapshot
    .selectFrom("interactions")
    .innerJoin("interaction_texts as texts", (join) =>
      join.onRef("texts.end_user", "=", "interactions.end_user").onRef("texts.id", "=", "interactions.id"),
    )
    .selectAll("interactions")
    .select(textColumns);
}

/** The first topic of each turn. */
async function topicsOf(snapshot: Kysely<Tables>, conversationId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await snapshot
    .selectFrom("interactions")
    .innerJoin("interaction_facets as facet", (join) =>
      join
        .onRef("facet.end_user", "=", "interactions.end_user")
        .onRef("facet.interaction_id", "=", "interactions.id")
        .on("facet.kind", "=", "topic"),
    )
    .where("interactions.conversation_id", "=", conversationId)
    .select(["interactions.id", "facet.value"])
    .orderBy("facet.value", "desc")
    .execute();
  return new Map(rows.map(({ id, value }) => [id, value]));
}

function facetsOf(snapshot: Kysely<Tables>, stored: StoredRow): Promise<FacetValue[]> {
  return snapshot
    .selectFrom("interaction_facets")
    .select(["kind", "value"])
    .where("end_user", "=", stored.end_user)
    .where("interaction_id", "=", stored.id)
    .orderBy("value")
    .execute();
}
