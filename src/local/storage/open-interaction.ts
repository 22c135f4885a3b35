// One interaction without the rest of its conversation, as the viewer opens it, and the body that sends it again.

import type { Kysely } from "kysely";
import { type InteractionBodyV3, toFeedbackFields } from "../../wire/interaction-body.ts";
import { momentOfId } from "../compute/content-hash.ts";
import type { OpenedInteraction, Removal, StoredPayload } from "../viewer/viewer-answers.ts";
import { readStructures, type StoredRow, textColumns, toInteractionRow, toIso } from "./interaction-row.ts";
import { readConsistently } from "./read-consistently.ts";
import type { Tables } from "./tables.ts";

/** The interaction, or undefined when there is none of this id. */
export function openInteraction(storage: Kysely<Tables>, id: string): Promise<OpenedInteraction | undefined> {
  return readConsistently(storage, async (snapshot) => {
    const stored = await findStored(snapshot, id);
    if (stored === undefined) return undefined;
    const conversation = snapshot
      .selectFrom("interactions")
      .where("conversation_id", "=", stored.conversation_id)
      .select((builder) => builder.fn.countAll<number>().as("count"));
    const { count: turns } = await conversation.executeTakeFirstOrThrow();
    const { count: turn } = await conversation
      .where((builder) =>
        builder.or([
          builder("started_at", "<", stored.started_at),
          builder.and([builder("started_at", "=", stored.started_at), builder("id", "<=", id)]),
        ]),
      )
      .executeTakeFirstOrThrow();
    const feedback = readStructures(stored).feedback.map((action) => ({
      ...toFeedbackFields(action),
      timestamp: toIso(action.given_at),
    }));
    return { row: toInteractionRow(stored), feedback, turn, turns };
  });
}

/**
 * The body of an interaction, or undefined when there is none of this id. Sent again it is the same interaction, as long
 * as nothing was removed from it and no tags were added later.
 */
export async function readPayload(storage: Kysely<Tables>, id: string): Promise<StoredPayload | undefined> {
  const stored = await findStored(storage, id);
  if (stored === undefined) return undefined;
  const { traces, tags, feedback } = readStructures(stored);
  const body: InteractionBodyV3 = {
    interaction: {
      conversation_id: stored.conversation_id,
      input: stored.input_text ?? "",
      output: stored.output_text ?? "",
      time_start: toIso(stored.started_at),
      time_end: toIso(stored.ended_at),
      end_user: stored.end_user,
      hide_content: stored.hide_content === 1,
      tags,
    },
    traces,
    // What came later came in bodies of its own.
    user_feedback: feedback.filter((action) => action.id === undefined).map(toFeedbackFields),
    anonymize: stored.anonymize === 1,
  };
  return { body, removed: removalsOf(stored) };
}

function removalsOf(stored: StoredRow): readonly Removal[] {
  return [
    ...(stored.hide_content === 1 ? (["content"] as const) : []),
    ...(stored.pii_removed === 1 ? (["personal data"] as const) : []),
  ];
}

async function findStored(storage: Kysely<Tables>, id: string): Promise<StoredRow | undefined> {
  const startedAt = momentOfId(id);
  if (startedAt === undefined) return undefined;
  return storage
    .selectFrom("interactions")
    .innerJoin("interaction_texts as texts", (join) =>
      join.onRef("texts.end_user", "=", "interactions.end_user").onRef("texts.id", "=", "interactions.id"),
    )
    .where("interactions.started_at", "=", startedAt)
    .where("interactions.id", "=", id)
    .selectAll("interactions")
    .select(textColumns)
    .executeTakeFirst();
}
