// Why something could not be read, in words that help.

import type { JSX } from "preact";
import { RequestFailure } from "../api/request.ts";
import { KeyForm } from "./key-form.tsx";
import { Notice } from "./notice.tsx";

export interface FailureNoticeProps {
  readonly error: unknown;
  /** What was looked for, such as `interaction`. */
  readonly subject: string;
  readonly onRetry: () => void;
}

export function FailureNotice({ error, subject, onRetry }: FailureNoticeProps): JSX.Element {
  const kind = error instanceof RequestFailure ? error.kind : "broken";
  switch (kind) {
    case "offline":
      return (
        <Notice icon="plug" title="The platform does not answer" tone="bad">
          <p>
            Nothing listens at <code>{location.host}</code>. Was <code>nebuly dev</code> stopped? Start it again in the
            same directory and this page goes on by itself; nothing that was stored is lost.
          </p>
          <Retry onRetry={onRetry} />
        </Notice>
      );
    case "unauthorized":
      return <KeyForm onKey={onRetry} />;
    case "not-found":
      return (
        <Notice icon="search" title={`No such ${subject}`}>
          <p>It may have been deleted, or the link belongs to another platform or database.</p>
        </Notice>
      );
    case "refused":
    case "broken":
      return (
        <Notice icon="warning" title={`The ${subject} could not be read`} tone="bad">
          <p>{error instanceof Error ? error.message : "Something unexpected happened."}</p>
          <Retry onRetry={onRetry} />
        </Notice>
      );
    default:
      return kind satisfies never;
  }
}

function Retry({ onRetry }: { readonly onRetry: () => void }): JSX.Element {
  return (
    <button type="button" class="button" onClick={onRetry}>
      Try again
    </button>
  );
}
