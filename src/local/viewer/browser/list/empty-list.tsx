// What the list says when there is nothing in it: how to send something, or that the search found nothing.

import type { JSX } from "preact";
import { interactionPath } from "../../../../wire/endpoints.ts";
import { sessionKey } from "../api/session-key.ts";
import { defaultRange, route, setRange, setSearch } from "../state/route.ts";
import { rangeLabels } from "../state/time-range.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Notice } from "../ui/notice.tsx";

export function EmptyList(): JSX.Element {
  const { search, range } = route.value;
  return search === "" && range === defaultRange ? <NothingYet /> : <NothingFound search={search} />;
}

function NothingFound({ search }: { readonly search: string }): JSX.Element {
  const { range } = route.value;
  return (
    <Notice icon="search" title="No interaction matches">
      {search !== "" && (
        <p>
          Nothing in “{rangeLabels[range].toLowerCase()}” matches <code>{search}</code>. Words are looked for in what
          users wrote, whole words only.
        </p>
      )}
      {search === "" && <p>Nothing arrived in this stretch of time.</p>}
      <p class="notice-actions">
        {search !== "" && (
          <button type="button" class="button" onClick={() => setSearch("")}>
            Clear the search
          </button>
        )}
        {range !== defaultRange && (
          <button type="button" class="button" onClick={() => setRange(defaultRange)}>
            Look in all time
          </button>
        )}
      </p>
    </Notice>
  );
}

function NothingYet(): JSX.Element {
  const environment = `NEBULY_ENDPOINT_URL=${location.origin}\nNEBULY_API_KEY=${sessionKey.value}`;
  return (
    <Notice icon="chat" title="Waiting for the first interaction">
      <p>Point your app at this platform, ask it something, and the turn appears here at once.</p>
      <Snippet title="In your app’s environment" text={environment} />
      <Snippet title="Or try it from a terminal" text={exampleCommand()} />
    </Notice>
  );
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
    `  -d '${JSON.stringify(body)}'`,
  ].join("\n");
}
