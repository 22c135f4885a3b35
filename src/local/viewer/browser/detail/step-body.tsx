// What a step holds: a model call's messages and output, a lookup's query and passages, an embedding's text.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Message } from "../../../../wire/interaction.ts";
import type { LookupStep, ModelStep, Step } from "../../steps.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { LongText } from "../ui/long-text.tsx";
import { prettyJson } from "./pretty-json.ts";

export function StepBody({ step }: { readonly step: Step }): JSX.Element {
  switch (step.kind) {
    case "model":
      return <ModelBody step={step} />;
    case "lookup":
      return <LookupBody step={step} />;
    case "embedding":
      return (
        <div class="step-body">
          <Block title="Text" text={step.trace.input} />
        </div>
      );
    default:
      return step satisfies never;
  }
}

function ModelBody({ step }: { readonly step: ModelStep }): JSX.Element {
  const [showsRepeated, setShowsRepeated] = useState(false);
  const { repeated, repeatedFrom, added, trace } = step;
  return (
    <div class="step-body">
      {repeated.length > 0 && !showsRepeated && (
        <button type="button" class="button small repeated" onClick={() => setShowsRepeated(true)}>
          {`${repeated.length === 1 ? "1 message" : `${repeated.length} messages`} as in step ${repeatedFrom}`}
        </button>
      )}
      {showsRepeated && repeated.map((message, index) => <MessageView key={index} message={message} />)}
      {added.map((message, index) => (
        <MessageView key={index} message={message} />
      ))}
      {trace.output === "" ? (
        <p class="muted">The call gave no output.</p>
      ) : (
        <Block title="Output" text={trace.output} class="output" />
      )}
    </div>
  );
}

function MessageView({ message }: { readonly message: Message }): JSX.Element {
  const { role, content } = message;
  // The same instructions stand over every step: their beginning tells which they are.
  const first = role === "system" ? 600 : undefined;
  return <Block title={role} text={content} class={`message ${role}`} firstCharacters={first} />;
}

function LookupBody({ step }: { readonly step: LookupStep }): JSX.Element {
  const { input, outputs } = step.trace;
  return (
    <div class="step-body">
      <Block title="Query" text={input} />
      {outputs.length === 0 ? (
        <p class="muted">Nothing came back.</p>
      ) : (
        outputs.map((output, index) => (
          <Block
            key={index}
            title={outputs.length === 1 ? "Result" : `Result ${index + 1} of ${outputs.length}`}
            text={output}
            class="passage"
          />
        ))
      )}
    </div>
  );
}

interface BlockProps {
  readonly title: string;
  readonly text: string;
  readonly class?: string;
  readonly firstCharacters?: number | undefined;
}

function Block({ title, text, class: name = "", firstCharacters }: BlockProps): JSX.Element {
  const json = prettyJson(text);
  return (
    <div class={`block ${name}`}>
      <div class="block-head">
        <h4>{title}</h4>
        <CopyButton label={`Copy ${title.toLowerCase()}`} text={() => text} />
      </div>
      <LongText text={json ?? text} code={json !== undefined} firstCharacters={firstCharacters} />
    </div>
  );
}
