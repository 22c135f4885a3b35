// A button that copies a text and says so.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon.tsx";

const saidForMs = 1_600;

export interface CopyButtonProps {
  readonly label: string;
  /** Made only when it is wanted: a payload can be large, and may have to be asked for. */
  readonly text: () => string | Promise<string>;
  readonly showLabel?: boolean;
  /** Default: two sheets. */
  readonly icon?: IconName;
}

export function CopyButton({ label, text, showLabel = false, icon = "copy" }: CopyButtonProps): JSX.Element {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), saidForMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void => {
    // An item that is still to come: a browser that only lets a click copy takes it for the click's.
    const plain = Promise.resolve(text()).then((made) => new Blob([made], { type: "text/plain" }));
    navigator.clipboard.write([new ClipboardItem({ "text/plain": plain })]).then(
      () => setState("copied"),
      // The text could not be had, or the browser forbids it, as when the tab is not in front.
      () => setState("failed"),
    );
  };
  const said = { idle: label, copied: "Copied", failed: "Could not copy" }[state];
  return (
    <button
      type="button"
      class={showLabel ? "button small" : "icon-button"}
      title={label}
      aria-label={showLabel ? undefined : label}
      onClick={copy}
    >
      <Icon name={state === "copied" ? "check" : icon} />
      {showLabel && said}
      <span class="visually-hidden" role="status">
        {state === "idle" ? "" : said}
      </span>
    </button>
  );
}
