// A JSON text to look at and to copy; asked for when it is opened or copied.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { CopyButton } from "../ui/copy-button.tsx";
import { LongText } from "../ui/long-text.tsx";

export interface JsonText {
  readonly text: string;
  /** What a reader has to know about it. */
  readonly note?: string | undefined;
}

export interface PayloadViewProps {
  readonly title: string;
  readonly load: () => Promise<JsonText>;
}

export function PayloadView({ title, load }: PayloadViewProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <section class="payload">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h3>{title}</h3>
        </summary>
        {isOpen && <Content load={load} />}
      </details>
      <CopyButton label={`Copy ${title.toLowerCase()}`} text={() => load().then(({ text }) => text)} showLabel />
    </section>
  );
}

function Content({ load }: Pick<PayloadViewProps, "load">): JSX.Element {
  const [state, setState] = useState<JsonText | "loading" | "failed">("loading");
  useEffect(() => {
    load().then(setState, () => setState("failed"));
  }, []);
  if (state === "loading") return <p class="payload-note muted">Loading …</p>;
  if (state === "failed") return <p class="payload-note bad">It could not be read: the platform does not answer.</p>;
  return (
    <>
      {state.note !== undefined && <p class="payload-note">{state.note}</p>}
      <LongText text={state.text} code />
    </>
  );
}
