// A JSON text to look at and to copy; made when it is opened.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { CopyButton } from "../ui/copy-button.tsx";
import { LongText } from "../ui/long-text.tsx";

export function PayloadView({
  title,
  makeText,
}: {
  readonly title: string;
  readonly makeText: () => string;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <section class="payload">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h3>{title}</h3>
        </summary>
        {isOpen && <LongText text={makeText()} code />}
      </details>
      <CopyButton label={`Copy ${title.toLowerCase()}`} text={makeText} showLabel />
    </section>
  );
}
