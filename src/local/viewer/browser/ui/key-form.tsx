// Asks for the key of a platform that takes one key only.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { setSessionKey } from "../api/session-key.ts";
import { Notice } from "./notice.tsx";

export function KeyForm({ onKey }: { readonly onKey: () => void }): JSX.Element {
  const [key, setKey] = useState("");
  const submit = (event: Event): void => {
    event.preventDefault();
    if (key.trim() === "") return;
    setSessionKey(key.trim());
    onKey();
  };
  return (
    <Notice icon="lock" title="This platform wants its key">
      <p>It was started with a key of its own. The key stays in this tab until you close it.</p>
      <form class="key-form" onSubmit={submit}>
        <label for="key">API key</label>
        <input
          id="key"
          type="password"
          autocomplete="off"
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <button type="submit" class="button primary">
          Open
        </button>
      </form>
    </Notice>
  );
}
