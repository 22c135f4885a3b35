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
import { addFacets } from "./add-facets.ts";
import { chunksOf } from "./chunks-of.ts";
import { countChange } from "./keep-totals.ts";
import type { Facet, Tables, WaitingEventsTable } from "./tables.ts";

const jsonText = z.string().transform((text): unknown => JSON.parse(text));
const storedFeedbackText = jsonText.pipe(storedFeedbackSchema);
const storedTagsText = jsonText.pipe(tagsSchema);

/** Far from the engines' limits on values. */
const namesPerStatement = 1_000;

/** A late event as it may have to wait: texts that it quotes as hashes, its own without personal data. */
export type LateEvent = Omit<WaitingEventsTable, "received_at">;

interface Found {
  readonly end_user: string;
  readonly id: string;
  readonly started_at: number;
}

/** What a feedback's body says. */
export function toFeedbackEvent(body: FeedbackBody): LateEvent {
  const { metadata } = body;
  const action = "action" in body ? body.action : body.feedback;
  const id = sha256(JSON.stringify([action, metadata]));
  const at = momentToMs(metadata.timestamp);
  const feedback: StoredFeedback = {
    ...(metadata.anonymize ? anonymizeFeedback(action) : action),
    id,
    given_at: at,
  };
  const content = JSON.stringify([feedback]);
  return { type: "feedback", id, at, content, end_user: metadata.end_user, ...quotedHashes(metadata) };
}

/** What a tags' body says. */
export function toTagsEvent({ tags, metadata }: TagsBody): LateEvent {
  const id = sha256(JSON.stringify([tags, metadata]));
  const at = momentToMs(metadata.time_start);
  return {
    type: "tags",
    id,
    at,
    content: JSON.stringify(tags),
    end_user: metadata.end_user,
    ...quotedHashes(metadata),
  };
}

function quotedHashes(quoted: {
  readonly input?: string;
  readonly output?: string;
}): Pick<LateEvent, "input_hash" | "output_hash"> {
  return {
    input_hash: quoted.input === undefined ? null : sha256(quoted.input),
    output_hash: quoted.output === undefined ? null : sha256(quoted.output),
  };
}

/** Changes the interactions that an event means; whether there is one. */
export async function applyLateEvent(transaction: Transaction<Tables>, event: LateEvent): Promise<boolean> {
  const found = await findMeant(transaction, event);
  if (found.length === 0) return false;
  const selected = { endUser: event.end_user, ids: found.map(({ id }) => id) };
  return countChange(transaction, selected, async (ids) => {
    for (const interaction of found.filter(({ id }) => ids.has(id))) {
      if (event.type === "tags") await mergeTags(transaction, interaction, storedTagsText.parse(event.content));
      else
        for (const one of storedFeedbackText.parse(event.content)) await appendFeedback(transaction, interaction, one);
    }
  });
}

/**
 * A feedback means the latest interaction of its end user that has the quoted texts and had ended when it was given; tags
 * mean every interaction of the end user that began at their moment and has the quoted texts.
 */
function findMeant(transaction: Kysely<Tables>, event: LateEvent): Promise<readonly Found[]> {
  let found = transaction
    .selectFrom("interactions")
    .select(["end_user", "id", "started_at"])
    .where("end_user", "=", event.end_user);
  if (event.input_hash !== null) found = found.where("sent_input_hash", "=", event.input_hash);
  if (event.output_hash !== null) found = found.where("sent_output_hash", "=", event.output_hash);
  if (event.type === "tags") return found.where("started_at", "=", event.at).orderBy("id").execute();
  return found.where("ended_at", "<=", event.at).orderBy("ended_at", "desc").orderBy("id", "desc").limit(1).execute();
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
  for (const names of chunksOf(Object.keys(tags), namesPerStatement)) {
    await transaction
      .deleteFrom("interaction_facets")
      .where("end_user", "=", interaction.end_user)
      .where("interaction_id", "=", interaction.id)
      .where("kind", "=", "tag")
      .where("name", "in", names)
      .execute();
  }
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
