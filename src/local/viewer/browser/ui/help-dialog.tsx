// The keys and the search language, on one page.

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isHelpOpen } from "../state/commands.ts";
import { Icon } from "./icon.tsx";

const keys: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [["j", "↓"], "next interaction"],
  [["k", "↑"], "previous interaction"],
  [["Enter"], "open it"],
  [["Esc"], "close what is open"],
  [["Home", "End"], "newest, oldest"],
  [["/"], "search; ↓ goes on to what was found"],
  [["i"], "interactions"],
  [["o"], "overview"],
  [["?"], "this page"],
];

const examples: readonly (readonly [term: string, meaning: string])[] = [
  ["refund invoice", "users wrote both words"],
  ["user:ada", "of one user"],
  ["tag:app=support", "with a tag"],
  ["status:unfinished", "failed, cancelled, interrupted or abandoned"],
  ["feedback:negative", "with negative feedback; thumbs_down and the like work too"],
  ["source:faq", "that asked this retriever or tool"],
  ["language:de", "in this language"],
  ["pii:yes", "from which personal data was removed"],
];

export function HelpDialog(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = isHelpOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const close = (): void => {
    isHelpOpen.value = false;
  };
  return (
    <dialog class="help" ref={dialog} aria-labelledby="help-title" onClose={close}>
      <div class="section-head">
        <h2 id="help-title">Keys and search</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <h3>Keys</h3>
      <dl>
        {keys.map(([names, meaning]) => (
          <div key={meaning}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h3>Search</h3>
      <dl>
        {examples.map(([term, meaning]) => (
          <div key={term}>
            <dt>
              <code>{term}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">Values of one field are alternatives; different fields must all hold.</p>
    </dialog>
  );
}
