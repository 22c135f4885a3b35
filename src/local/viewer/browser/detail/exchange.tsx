// What the user wrote and what the user was shown, as two turns of a chat.

import type { ComponentChildren, JSX } from "preact";
import { CopyButton } from "../ui/copy-button.tsx";
import { LongText } from "../ui/long-text.tsx";

export interface ExchangeProps {
  readonly user: string;
  readonly input: string | null | undefined;
  readonly output: string | null | undefined;
  readonly ending?: string | undefined;
  readonly children?: ComponentChildren;
}

export function Exchange({ user, input, output, ending, children }: ExchangeProps): JSX.Element {
  return (
    <div class="exchange">
      <Bubble side="user" name={user} text={input} missing="The content is hidden." />
      <Bubble
        side="assistant"
        name="Assistant"
        text={output === "" ? undefined : output}
        missing={output === "" ? "No answer was shown." : "The content is hidden."}
        ending={ending}
      />
      {children}
    </div>
  );
}

interface BubbleProps {
  readonly side: "user" | "assistant";
  readonly name: string;
  readonly text: string | null | undefined;
  readonly missing: string;
  readonly ending?: string | undefined;
}

const endingNotes: Readonly<Record<string, string>> = {
  failed: "The turn failed here.",
  cancelled: "The answer was stopped here.",
  interrupted: "The turn waits for a person here.",
  abandoned: "No end ever came: the answer may go on unseen.",
};

function Bubble({ side, name, text, missing, ending }: BubbleProps): JSX.Element {
  return (
    <div class={`bubble ${side}`}>
      <div class="bubble-head">
        <span class="bubble-name" dir="auto">
          {name}
        </span>
        {text != null && (
          <CopyButton label={side === "user" ? "Copy the question" : "Copy the answer"} text={() => text} />
        )}
      </div>
      {text == null ? <p class="muted">{missing}</p> : <LongText text={text} />}
      {ending !== undefined && (
        <p class={`ending ${ending}`}>{endingNotes[ending] ?? `The turn ended as “${ending}”.`}</p>
      )}
    </div>
  );
}
