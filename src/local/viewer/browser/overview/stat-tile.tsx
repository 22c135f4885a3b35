// One number that stands for the whole.

import type { JSX } from "preact";

export interface StatTileProps {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

export function StatTile({ name, value, note }: StatTileProps): JSX.Element {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd class="tile-value">{value}</dd>
      {note !== undefined && <dd class="tile-note">{note}</dd>}
    </div>
  );
}
