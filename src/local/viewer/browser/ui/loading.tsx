// Holds the place of what is on its way.

import type { JSX } from "preact";

export function Loading({ subject }: { readonly subject: string }): JSX.Element {
  return (
    <div class="loading" role="status">
      <span class="visually-hidden">{`Loading the ${subject}`}</span>
      <span class="bone wide" />
      <span class="bone" />
      <span class="bone wide" />
    </div>
  );
}
