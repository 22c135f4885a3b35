import type { ReactElement } from "react";
import { askAndGo } from "./actions";
import { AskForm } from "./ask-form";

export default function Page(): ReactElement {
  return (
    <>
      <AskForm />
      <form action={askAndGo}>
        <input name="user" defaultValue="rita" />
        <input name="question" defaultValue="How do returns work?" />
        <button type="submit">Ask and go</button>
      </form>
    </>
  );
}
