// A part of the page that scrolls by itself and that the keyboard reaches, as it holds nothing else to stand on.

import type { ComponentChildren, JSX } from "preact";

export interface ScrollAreaProps {
  readonly label: string;
  readonly class: string;
  readonly children: ComponentChildren;
}

/** Not every browser lets the arrows scroll what cannot be focused. */
const reachable = { tabIndex: 0 } as const;

export function ScrollArea({ label, class: name, children }: ScrollAreaProps): JSX.Element {
  return (
    <section class={name} aria-label={label} {...reachable}>
      {children}
    </section>
  );
}
