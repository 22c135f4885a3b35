"use client";
// The line to write in; while an answer is under way its button stops it.

import { type FormEvent, type ReactElement, useState } from "react";
import { SendIcon, StopIcon } from "./icons.tsx";

interface ComposerProps {
  readonly isBusy: boolean;
  readonly onAsk: (text: string) => void;
  readonly onStop: () => void;
}

export function Composer({ isBusy, onAsk, onStop }: ComposerProps): ReactElement {
  const [text, setText] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy || text.trim() === "") return;
    onAsk(text.trim());
    setText("");
  };
  return (
    <form className="composer" onSubmit={submit}>
      <input
        aria-label="Your question"
        placeholder="Ask about orders, returns, sizes…"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {isBusy ? (
        <button type="button" className="stop" aria-label="Stop" onClick={onStop}>
          <StopIcon />
        </button>
      ) : (
        <button type="submit" aria-label="Send" disabled={text.trim() === ""}>
          <SendIcon />
        </button>
      )}
    </form>
  );
}
