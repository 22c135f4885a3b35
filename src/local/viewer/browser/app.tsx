// The page: the bar on top, below it the list with what is open beside it, or the overview.

import type { JSX } from "preact";
import { ConversationView } from "./detail/conversation-view.tsx";
import { InteractionDetail } from "./detail/interaction-detail.tsx";
import { InteractionList } from "./list/interaction-list.tsx";
import { listVersion, rows } from "./list/list-state.ts";
import { SearchBar } from "./list/search-bar.tsx";
import { Welcome } from "./list/welcome.tsx";
import { OverviewPage } from "./overview/overview-page.tsx";
import { defaultRange, route } from "./state/route.ts";
import { HelpDialog } from "./ui/help-dialog.tsx";
import { Notice } from "./ui/notice.tsx";
import { TopBar } from "./ui/top-bar.tsx";

export function App(): JSX.Element {
  return (
    <>
      <TopBar />
      <main>{route.value.page === "overview" ? <OverviewPage /> : <InteractionsPage />}</main>
      <HelpDialog />
    </>
  );
}

function InteractionsPage(): JSX.Element {
  const { interaction, conversation, search, range } = route.value;
  const isOpen = interaction !== undefined || conversation !== undefined;
  listVersion.value;
  // With nothing to list there is nothing to search and nothing to open.
  if (rows().total === 0 && !isOpen && search === "" && range === defaultRange) return <Welcome />;
  return (
    <div class={isOpen ? "split open" : "split"}>
      <section class="pane list-pane" aria-label="Interactions">
        <SearchBar />
        <InteractionList />
      </section>
      <section class="pane detail-pane" aria-label="What is open">
        {conversation !== undefined ? (
          <ConversationView id={conversation} />
        ) : interaction !== undefined ? (
          <InteractionDetail id={interaction} />
        ) : (
          <Notice icon="chat" title="Open an interaction">
            <p>
              Its question, answer and steps are shown here. <kbd>↓</kbd> <kbd>↑</kbd> move, <kbd>Enter</kbd> opens,{" "}
              <kbd>?</kbd> shows every key.
            </p>
          </Notice>
        )}
      </section>
    </div>
  );
}
