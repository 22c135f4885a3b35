// A button that copies a text and says so.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon.tsx";

const saidForMs = 1_600;

export interface CopyButtonProps {
  readonly label: string;
  /** Made only when it is wanted: a payload can be large. */
  readonly text: () => string;
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
    navigator.clipboard.writeText(text()).then(
      () => setState("copied"),
      // The browser forbids it, as when the tab is not in front.
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
