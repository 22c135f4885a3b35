// An interaction, whole: the exchange, the facts, the steps, the payload.

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatFullMoment, formatMoment } from "../../format.ts";
import type { OpenedInteraction, Removal } from "../../viewer-answers.ts";
import { fetchInteraction, fetchPayload } from "../api/interaction-detail.ts";
import { listVersion, rows, storedVersion } from "../list/list-state.ts";
import { closeDetail, openConversation } from "../state/route.ts";
import { endingOf, StatusBadge } from "../ui/badges.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { Icon } from "../ui/icon.tsx";
import { Loading } from "../ui/loading.tsx";
import { useLoaded } from "../ui/use-loaded.ts";
import { Exchange } from "./exchange.tsx";
import { FactList } from "./fact-list.tsx";
import { type JsonText, PayloadView } from "./payload-view.tsx";
import { StepList } from "./step-list.tsx";

export function InteractionDetail({ id }: { readonly id: string }): JSX.Element {
  listVersion.value;
  const index = rows().indexOf(id);
  // Its line in the list tells when it changed; when it is not there, anything may have.
  const version = index < 0 ? storedVersion.value : JSON.stringify(rows().rowAt(index));
  const loaded = useLoaded((signal) => fetchInteraction(id, signal), { key: id, version });
  if (loaded.value !== undefined) return <Detail opened={loaded.value} />;
  return (
    <article class="detail" aria-label="Interaction">
      <DetailHead title="Interaction" />
      {loaded.error === undefined ? (
        <Loading subject="interaction" />
      ) : (
        <FailureNotice error={loaded.error} subject="interaction" onRetry={() => location.reload()} />
      )}
    </article>
  );
}

function Detail({ opened }: { readonly opened: OpenedInteraction }): JSX.Element {
  const { row, feedback, turn, turns } = opened;
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => scroller.current?.scrollTo({ top: 0 }), [row.id]);
  const ending = endingOf(row.tags);
  const { conversation_id: conversation } = row;
  return (
    <article class="detail" aria-label="Interaction">
      <DetailHead title="Interaction" moment={row.timestamp} ending={ending}>
        {conversation != null && (
          <button type="button" class="button small" onClick={() => openConversation(conversation)}>
            <Icon name="chat" />
            {turns === 1 ? "Conversation" : `Turn ${turn} of ${turns}`}
          </button>
        )}
        <CopyButton label="Copy a link to this interaction" icon="link" text={() => location.href} />
      </DetailHead>
      <div class="detail-scroll" ref={scroller}>
        <Exchange user={row.end_user ?? "User"} input={row.input_text} output={row.output_text} ending={ending} />
        <FactList row={row} feedback={feedback} />
        <StepList key={row.id} traces={row.traces ?? []} />
        <PayloadView key={`payload ${row.id}`} title="Payload" load={() => loadPayload(row.id)} />
        <PayloadView
          key={`row ${row.id}`}
          title="Row as read"
          load={async () => ({ text: JSON.stringify(row, null, 2) })}
        />
      </div>
    </article>
  );
}

async function loadPayload(id: string): Promise<JsonText> {
  const { body, removed } = await fetchPayload(id);
  const note =
    removed.length === 0
      ? undefined
      : `As it is stored: ${removed.map((what) => removalNotes[what]).join("; ")}. What was sent is not kept.`;
  return { text: JSON.stringify(body, null, 2), note };
}

const removalNotes: Readonly<Record<Removal, string>> = {
  content: "input and output are hidden",
  "personal data": "personal data was removed from the texts",
};

interface DetailHeadProps {
  readonly title: string;
  readonly moment?: string | undefined;
  readonly ending?: string | undefined;
  readonly children?: JSX.Element | (JSX.Element | false)[];
}

function DetailHead({ title, moment, ending, children }: DetailHeadProps): JSX.Element {
  return (
    <header class="detail-head">
      <button type="button" class="icon-button only-narrow" aria-label="Back to the list" onClick={closeDetail}>
        <Icon name="back" />
      </button>
      <h2>{title}</h2>
      {moment !== undefined && (
        <time class="muted" dateTime={moment} title={formatFullMoment(moment)}>
          {formatMoment(moment)}
        </time>
      )}
      {ending !== undefined && <StatusBadge ending={ending} />}
      <span class="spacer" />
      {children}
      <button
        type="button"
        class="icon-button only-wide"
        aria-label="Close (Esc)"
        title="Close (Esc)"
        onClick={closeDetail}
      >
        <Icon name="close" />
      </button>
    </header>
  );
}
