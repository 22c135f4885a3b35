// One number that stands for the whole.

import type { JSX } from "preact";

export interface StatTileProps {
  readonly name: string;
  /** Undefined while it is counted. */
  readonly value?: string | undefined;
  readonly note?: string | undefined;
}

export function StatTile({ name, value, note }: StatTileProps): JSX.Element {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd class="tile-value">{value ?? <span class="bone" />}</dd>
      {note !== undefined && <dd class="tile-note">{note}</dd>}
    </div>
  );
}
