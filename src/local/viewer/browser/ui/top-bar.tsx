// The bar on top: where one is, whether arrivals are live, and the theme.

import type { JSX } from "preact";
import { viewerIconPath } from "../../viewer-paths.ts";
import { type FeedState, feedState } from "../api/change-feed.ts";
import { isHelpOpen } from "../state/commands.ts";
import { formatRoute, navigate, type Route, route } from "../state/route.ts";
import { theme, toggleTheme } from "../state/theme.ts";
import { Icon } from "./icon.tsx";

export function TopBar(): JSX.Element {
  const isDark = theme.value === "dark";
  return (
    <header class="top-bar">
      <h1>
        <img class="logo" src={viewerIconPath} alt="" width="22" height="22" />
        <span class="brand">nebuly</span> <span class="place">{location.host}</span>
      </h1>
      <nav aria-label="Pages">
        <PageLink page="interactions" label="Interactions" />
        <PageLink page="overview" label="Overview" />
      </nav>
      <span class="spacer" />
      <FeedMark state={feedState.value} />
      <button
        type="button"
        class="icon-button only-wide"
        aria-label="Keys and search (?)"
        title="Keys and search (?)"
        onClick={() => {
          isHelpOpen.value = true;
        }}
      >
        <Icon name="help" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={isDark ? "Switch to the light theme" : "Switch to the dark theme"}
        title={isDark ? "Light theme" : "Dark theme"}
        onClick={toggleTheme}
      >
        <Icon name={isDark ? "sun" : "moon"} />
      </button>
    </header>
  );
}

function PageLink({ page, label }: { readonly page: Route["page"]; readonly label: string }): JSX.Element {
  const { search, range } = route.value;
  const target: Route = { page, search, range };
  return (
    <a
      href={formatRoute(target)}
      aria-current={route.value.page === page ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate(() => target);
      }}
    >
      {label}
    </a>
  );
}

const feedLabels: Readonly<Record<FeedState, string>> = {
  connecting: "Connecting",
  live: "Live",
  offline: "Not connected",
  unauthorized: "Key wanted",
};

function FeedMark({ state }: { readonly state: FeedState }): JSX.Element {
  return (
    <span class={`feed ${state}`} role="status">
      <span class="feed-dot" aria-hidden="true" />
      <span class="feed-label">{feedLabels[state]}</span>
    </span>
  );
}
