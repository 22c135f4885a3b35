"use client";

import { type ReactElement, useActionState } from "react";
import { ask } from "./actions";

export function AskForm(): ReactElement {
  const [answer, submit] = useActionState(ask, "");
  return (
    <form action={submit}>
      <input name="user" defaultValue="ada" />
      <input name="question" defaultValue="How do returns work?" />
      <button type="submit">Ask</button>
      <output>{answer}</output>
    </form>
  );
}
