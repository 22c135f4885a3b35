// A text of a user, model or tool: as text, in its own direction, and never more of it at once than a browser lays out well.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatExactCount } from "../../format.ts";

const usualCharacters = 6_000;
const moreCharacters = 60_000;

export interface LongTextProps {
  readonly text: string;
  readonly code?: boolean;
  /** How much of it is shown at first. */
  readonly firstCharacters?: number | undefined;
}

export function LongText({ text, code = false, firstCharacters = usualCharacters }: LongTextProps): JSX.Element {
  const [shown, setShown] = useState(firstCharacters);
  // A little more than the limit is shown whole: a button for three words annoys.
  const isCut = text.length > shown * 1.2;
  const visible = isCut ? cutAt(text, shown) : text;
  return (
    <div class={code ? "long-text code" : "long-text"}>
      <div class="text" dir="auto">
        {visible}
        {isCut && "…"}
      </div>
      {isCut && (
        <button type="button" class="button small" onClick={() => setShown(shown + moreCharacters)}>
          Show more ({formatExactCount(text.length - visible.length)} of {formatExactCount(text.length)} characters
          left)
        </button>
      )}
    </div>
  );
}

/** Never between the halves of one character. */
function cutAt(text: string, length: number): string {
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}
