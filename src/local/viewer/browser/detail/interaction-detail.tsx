// An interaction, whole: the exchange, the facts, the steps, the payload.

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { InteractionRow } from "../../../../wire/get-interactions.ts";
import { formatFullMoment, formatMoment } from "../../format.ts";
import { fetchInteraction } from "../api/interaction-detail.ts";
import { listVersion, rows } from "../list/list-state.ts";
import { closeDetail, openConversation } from "../state/route.ts";
import { endingOf, StatusBadge } from "../ui/badges.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { Icon } from "../ui/icon.tsx";
import { Loading } from "../ui/loading.tsx";
import { useLoaded } from "../ui/use-loaded.ts";
import { Exchange } from "./exchange.tsx";
import { FactList } from "./fact-list.tsx";
import { toPayload } from "./payload.ts";
import { PayloadView } from "./payload-view.tsx";
import { StepList } from "./step-list.tsx";

export function InteractionDetail({ id }: { readonly id: string }): JSX.Element {
  const version = listVersion.value;
  const index = rows().indexOf(id);
  const known = index < 0 ? undefined : rows().rowAt(index);
  // The list's rows are whole: opening one asks for nothing.
  const loaded = useLoaded((signal) => (known === undefined ? fetchInteraction(id, signal) : Promise.resolve(known)), {
    key: id,
    version,
  });
  const row = known ?? loaded.value;
  if (row !== undefined) return <Detail row={row} />;
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

function Detail({ row }: { readonly row: InteractionRow }): JSX.Element {
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
            Conversation
          </button>
        )}
        <CopyButton label="Copy a link to this interaction" icon="link" text={() => location.href} />
      </DetailHead>
      <div class="detail-scroll" ref={scroller}>
        <Exchange user={row.end_user ?? "User"} input={row.input_text} output={row.output_text} ending={ending} />
        <FactList row={row} />
        <StepList key={row.id} traces={row.traces ?? []} />
        <PayloadView
          key={`payload ${row.id}`}
          title="Payload"
          makeText={() => JSON.stringify(toPayload(row), null, 2)}
        />
        <PayloadView key={`row ${row.id}`} title="Row as read" makeText={() => JSON.stringify(row, null, 2)} />
      </div>
    </article>
  );
}

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
