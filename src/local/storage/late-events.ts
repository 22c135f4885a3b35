// Feedback and tags that come after their interaction: how they find it, and what they change.

import type { Kysely, Transaction } from "kysely";
import { z } from "zod";
import type { FeedbackBody } from "../../wire/feedback-body.ts";
import { tagsSchema } from "../../wire/interaction-body-schema.ts";
import { momentToMs } from "../../wire/moment-schema.ts";
import type { TagsBody } from "../../wire/tags-body.ts";
import { anonymizeFeedback } from "../compute/anonymize-interaction.ts";
import { sha256 } from "../compute/content-hash.ts";
import {
  countFeedback,
  feedbackFacets,
  type StoredFeedback,
  storedFeedbackSchema,
} from "../compute/stored-feedback.ts";
import { countChange } from "./keep-totals.ts";
import { addFacets } from "./store-interactions.ts";
import type { Facet, Tables } from "./tables.ts";

const jsonText = z.string().transform((text): unknown => JSON.parse(text));
const storedFeedbackText = jsonText.pipe(storedFeedbackSchema);
const storedTagsText = jsonText.pipe(tagsSchema);

/** Texts that a late event may quote to name its interaction, exactly as they were sent. */
interface Quoted {
  readonly input?: string;
  readonly output?: string;
}

interface Found {
  readonly end_user: string;
  readonly id: string;
  readonly started_at: number;
}

/**
 * Adds a feedback to the latest interaction of its end user that has the quoted texts and had ended when it was given.
 * Returns whether there is one.
 */
export function addLateFeedback(storage: Kysely<Tables>, body: FeedbackBody): Promise<boolean> {
  const { metadata } = body;
  const action = "action" in body ? body.action : body.feedback;
  const givenAt = momentToMs(metadata.timestamp);
  return storage.transaction().execute(async (transaction) => {
    const interaction = await findByTexts(transaction, metadata.end_user, metadata)
      .where("ended_at", "<=", givenAt)
      .orderBy("ended_at", "desc")
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst();
    if (interaction === undefined) return false;
    const feedback = {
      ...(metadata.anonymize ? anonymizeFeedback(action) : action),
      id: sha256(JSON.stringify([action, metadata])),
      given_at: givenAt,
    };
    await countChange(transaction, interaction, () => appendFeedback(transaction, interaction, feedback));
    return true;
  });
}

/**
 * Merges tags into every interaction of the end user that began at the given moment and has the quoted texts. Returns
 * whether there is one.
 */
export function addLateTags(storage: Kysely<Tables>, { tags, metadata }: TagsBody): Promise<boolean> {
  return storage.transaction().execute(async (transaction) => {
    const interactions = await findByTexts(transaction, metadata.end_user, metadata)
      .where("started_at", "=", momentToMs(metadata.time_start))
      .execute();
    for (const interaction of interactions) {
      await countChange(transaction, interaction, () => mergeTags(transaction, interaction, tags));
    }
    return interactions.length > 0;
  });
}

function findByTexts(transaction: Transaction<Tables>, endUser: string, quoted: Quoted) {
  let found = transaction
    .selectFrom("interactions")
    .select(["end_user", "id", "started_at"])
    .where("end_user", "=", endUser);
  if (quoted.input !== undefined) found = found.where("sent_input_hash", "=", sha256(quoted.input));
  if (quoted.output !== undefined) found = found.where("sent_output_hash", "=", sha256(quoted.output));
  return found;
}

async function appendFeedback(
  transaction: Transaction<Tables>,
  interaction: Found,
  feedback: StoredFeedback,
): Promise<void> {
  const stored = storedFeedbackText.parse(await readText(transaction, interaction, "feedback"));
  if (stored.some((known) => known.id === feedback.id)) return;
  const all = [...stored, feedback].sort((left, right) => left.given_at - right.given_at);
  await writeText(transaction, interaction, { feedback: JSON.stringify(all) });
  await transaction
    .updateTable("interactions")
    .set(countFeedback(all))
    .where("end_user", "=", interaction.end_user)
    .where("id", "=", interaction.id)
    .execute();
  await addFacets(transaction, interaction, feedbackFacets(feedback));
}

async function mergeTags(
  transaction: Transaction<Tables>,
  interaction: Found,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const stored = storedTagsText.parse(await readText(transaction, interaction, "tags"));
  await writeText(transaction, interaction, { tags: JSON.stringify({ ...stored, ...tags }) });
  const names = Object.keys(tags);
  if (names.length === 0) return;
  await transaction
    .deleteFrom("interaction_facets")
    .where("end_user", "=", interaction.end_user)
    .where("interaction_id", "=", interaction.id)
    .where("kind", "=", "tag")
    .where("name", "in", names)
    .execute();
  const facets = Object.entries(tags).map(([name, value]): Facet => ({ kind: "tag", name, value }));
  await addFacets(transaction, interaction, facets);
}

async function readText(
  transaction: Transaction<Tables>,
  { end_user, id }: Found,
  column: "feedback" | "tags",
): Promise<string> {
  const row = await transaction
    .selectFrom("interaction_texts")
    .select(`${column} as text`)
    .where("end_user", "=", end_user)
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return row.text;
}

async function writeText(
  transaction: Transaction<Tables>,
  { end_user, id }: Found,
  change: { readonly feedback: string } | { readonly tags: string },
): Promise<void> {
  await transaction
    .updateTable("interaction_texts")
    .set(change)
    .where("end_user", "=", end_user)
    .where("id", "=", id)
    .execute();
}
