// The viewer's beginning in the browser: what listens is started here, then the page is drawn.

import { render } from "preact";
import { followChanges } from "./api/change-feed.ts";
import { sessionKey, takeKeyFromAddress } from "./api/session-key.ts";
import { App } from "./app.tsx";
import { followSearch, refreshSoon, restart } from "./list/list-state.ts";
import { followKeys } from "./state/commands.ts";
import { followAddress } from "./state/route.ts";
import { followTheme } from "./state/theme.ts";

followTheme();
takeKeyFromAddress();
followAddress();
followKeys();
followSearch();

let feed = new AbortController();
let isFirst = true;
sessionKey.subscribe(() => {
  feed.abort();
  feed = new AbortController();
  void followChanges(refreshSoon, feed.signal);
  if (!isFirst) restart();
  isFirst = false;
});

const root = document.querySelector("#app");
if (root !== null) render(<App />, root);
