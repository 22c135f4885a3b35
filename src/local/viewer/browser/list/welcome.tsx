// What stands where nothing was ever stored: how to send the first interaction, ready to copy.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { interactionPath } from "../../../../wire/endpoints.ts";
import { sessionKey } from "../api/session-key.ts";
import { CopyButton } from "../ui/copy-button.tsx";

export function Welcome(): JSX.Element {
  const chosen = useSignal<Way>("AI SDK");
  return (
    <div class="welcome-scroll">
      <section class="welcome" aria-labelledby="welcome-title">
        <h2 id="welcome-title">Waiting for the first interaction</h2>
        <p class="muted">Send one, and it appears here at once.</p>
        <ol>
          <li>
            <h3>Point your app at this platform</h3>
            <Snippet title="Environment" text={environment()} />
          </li>
          <li>
            <h3>Capture a turn</h3>
            <fieldset class="ways">
              <legend class="visually-hidden">How</legend>
              {ways.map((way) => (
                <button
                  key={way}
                  type="button"
                  class={chosen.value === way ? "chip on" : "chip"}
                  aria-pressed={chosen.value === way}
                  onClick={() => {
                    chosen.value = way;
                  }}
                >
                  {way}
                </button>
              ))}
            </fieldset>
            <Snippet title={chosen.value === "Terminal" ? "Shell" : "TypeScript"} text={snippets[chosen.value]()} />
          </li>
        </ol>
      </section>
    </div>
  );
}

const ways = ["AI SDK", "LangChain.js", "Terminal"] as const;
type Way = (typeof ways)[number];

const snippets: Readonly<Record<Way, () => string>> = {
  "AI SDK": () => `import { openai } from "@ai-sdk/openai";
import { generateText } from "ai";
import { observeModel } from "nebuly/ai-sdk";

const model = observeModel(openai("gpt-5-mini"));

await generateText({
  model,
  prompt: "When are you open?",
  providerOptions: {
    nebuly: { endUser: "user-1", conversationId: "chat-1" },
  },
});`,
  "LangChain.js": () => `import { NebulyCallbackHandler } from "nebuly/langchain";

const handler = new NebulyCallbackHandler({ endUser: "user-1" });

await chain.invoke(
  { question: "When are you open?" },
  {
    callbacks: [handler],
    metadata: { nebuly: { conversationId: "chat-1" } },
  },
);`,
  Terminal: exampleCommand,
};

function environment(): string {
  return `NEBULY_ENDPOINT_URL=${location.origin}\nNEBULY_API_KEY=${sessionKey.value}`;
}

function exampleCommand(): string {
  const now = new Date();
  const body = {
    interaction: {
      conversation_id: "chat-1",
      input: "When are you open?",
      output: "From 9 to 17.",
      time_start: new Date(now.getTime() - 1200).toISOString(),
      time_end: now.toISOString(),
      end_user: "user-1",
    },
    traces: [],
    anonymize: true,
  };
  return [
    `curl ${location.origin}${interactionPath("v3")} \\`,
    `  -H 'Authorization: Bearer ${sessionKey.value}' \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${JSON.stringify(body, null, 2)}'`,
  ].join("\n");
}

function Snippet({ title, text }: { readonly title: string; readonly text: string }): JSX.Element {
  return (
    <figure class="snippet">
      <figcaption>
        {title}
        <CopyButton label={`Copy: ${title}`} text={() => text} />
      </figcaption>
      <pre>{text}</pre>
    </figure>
  );
}
