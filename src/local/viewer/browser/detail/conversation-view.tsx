// A conversation as a chat: every turn, oldest first; each leads to its steps.

import type { JSX } from "preact";
import { formatCost, formatFullMoment, formatMoment, formatSeconds } from "../../format.ts";
import { type ConversationTurn, fetchConversation } from "../api/conversation-detail.ts";
import { storedVersion } from "../list/list-state.ts";
import { closeConversation, openInteraction, route } from "../state/route.ts";
import { endingOf, FeedbackBadge, StatusBadge } from "../ui/badges.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { Icon } from "../ui/icon.tsx";
import { Loading } from "../ui/loading.tsx";
import { useLoaded } from "../ui/use-loaded.ts";
import { Exchange } from "./exchange.tsx";

export function ConversationView({ id }: { readonly id: string }): JSX.Element {
  const { value, error } = useLoaded((signal) => fetchConversation(id, signal), {
    key: id,
    version: storedVersion.value,
  });
  return (
    <article class="detail conversation" aria-label="Conversation">
      <header class="detail-head">
        <button
          type="button"
          class="icon-button"
          aria-label="Back (Esc)"
          title="Back (Esc)"
          onClick={closeConversation}
        >
          <Icon name="back" />
        </button>
        <h2>Conversation</h2>
        {value !== undefined && (
          <span class="muted">
            {[
              value.turns.length === 1 ? "1 turn" : `${value.turns.length} turns`,
              ...(value.lengthSeconds > 0 ? [formatSeconds(value.lengthSeconds)] : []),
              ...(value.cost > 0 ? [formatCost(value.cost)] : []),
            ].join(" · ")}
          </span>
        )}
        <span class="spacer" />
        <CopyButton label="Copy the conversation’s id" text={() => id} />
      </header>
      {error !== undefined && <FailureNotice error={error} subject="conversation" onRetry={() => location.reload()} />}
      {value === undefined && error === undefined && <Loading subject="conversation" />}
      {value !== undefined && (
        <div class="detail-scroll">
          <ol class="turns">
            {value.turns.map((turn) => (
              <TurnView key={turn.id} turn={turn} />
            ))}
          </ol>
        </div>
      )}
    </article>
  );
}

function TurnView({ turn }: { readonly turn: ConversationTurn }): JSX.Element {
  const ending = endingOf(turn.tags);
  const isCurrent = route.value.interaction === turn.id;
  return (
    <li class={isCurrent ? "turn current" : "turn"}>
      <div class="turn-head">
        {turn.timestamp !== undefined && (
          <time dateTime={turn.timestamp} title={formatFullMoment(turn.timestamp)}>
            {formatMoment(turn.timestamp)}
          </time>
        )}
        {ending !== undefined && <StatusBadge ending={ending} />}
        {turn.feedback.map((slug, index) => (
          <FeedbackBadge key={index} slug={slug} />
        ))}
        <span class="spacer" />
        {turn.id !== "" && (
          <button type="button" class="button small" onClick={() => openInteraction(turn.id)}>
            Steps
          </button>
        )}
      </div>
      <Exchange user={turn.user ?? "User"} input={turn.input} output={turn.output} ending={ending} />
    </li>
  );
}
