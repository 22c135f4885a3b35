// Reading one interaction or one conversation, and deleting. Loaded with the first call.

import { checkArgument, checkExactArgument, checkText } from "../errors/check-argument.ts";
import type { ConversationDetail } from "../wire/conversation-detail.ts";
import { conversationDetailSchema } from "../wire/conversation-detail-schema.ts";
import type { DeleteInteractionsAnswer, DeleteInteractionsBody } from "../wire/delete-interactions.ts";
import { deleteInteractionsAnswerSchema } from "../wire/delete-interactions-schema.ts";
import { conversationDetailPath, deleteInteractionsPath, interactionDetailPath } from "../wire/endpoints.ts";
import type { InteractionDetail } from "../wire/interaction-detail.ts";
import { interactionDetailSchema } from "../wire/interaction-detail-schema.ts";
import { deleteQuerySchema, readOptionsSchema } from "./query-schemas.ts";
import type { DeleteQuery, ReadOptions } from "./query-types.ts";
import { type ReadDependencies, read } from "./read-api.ts";
import { toWireSelection } from "./wire-selection.ts";

/** One interaction with its conversation. */
export async function getInteraction(
  dependencies: ReadDependencies,
  id: string,
  options: ReadOptions,
): Promise<InteractionDetail> {
  const path = `${interactionDetailPath}/${encodeURIComponent(checkText("id", id))}`;
  const { signal } = checkArgument(readOptionsSchema, options);
  return read(dependencies, { method: "GET", path, schema: interactionDetailSchema, signal });
}

/** One conversation with its turns. */
export async function getConversation(
  dependencies: ReadDependencies,
  id: string,
  options: ReadOptions,
): Promise<ConversationDetail> {
  const body = { conversation_id: checkText("id", id) };
  const { signal } = checkArgument(readOptionsSchema, options);
  const schema = conversationDetailSchema;
  return read(dependencies, { method: "POST", path: conversationDetailPath, body, schema, signal });
}

/** Deletes what the query names. */
export async function deleteInteractions(
  dependencies: ReadDependencies,
  given: DeleteQuery,
): Promise<DeleteInteractionsAnswer> {
  const query = checkExactArgument(deleteQuerySchema, given);
  const { filters, time_range } = toWireSelection(query, dependencies.clock.now());
  // A time range that was not asked for is not sent: everything means what is dated in the future, too.
  const body: DeleteInteractionsBody = query.timeRange === undefined ? { filters } : { filters, time_range };
  return read(dependencies, {
    method: "POST",
    path: deleteInteractionsPath,
    body,
    schema: deleteInteractionsAnswerSchema,
    signal: query.signal,
  });
}
