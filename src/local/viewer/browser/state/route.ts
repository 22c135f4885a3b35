// What the address says: which page, which interaction or conversation, which search. It survives a reload and a copied link.

import { type ReadonlySignal, signal } from "@preact/signals";
import { isRangeName, type RangeName } from "./time-range.ts";

export interface Route {
  readonly page: "interactions" | "overview";
  /** The interaction that is open. */
  readonly interaction?: string;
  /** The conversation that is open; it covers the interaction. */
  readonly conversation?: string;
  readonly search: string;
  readonly range: RangeName;
}

export const defaultRange: RangeName = "all";

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/u, "").split("?", 2);
  const parameters = new URLSearchParams(query);
  const range = parameters.get("range") ?? "";
  const interaction = parameters.get("interaction") ?? "";
  const conversation = parameters.get("conversation") ?? "";
  return {
    page: path === "overview" ? "overview" : "interactions",
    search: parameters.get("search") ?? "",
    range: isRangeName(range) ? range : defaultRange,
    ...(interaction !== "" && { interaction }),
    ...(conversation !== "" && { conversation }),
  };
}

export function formatRoute(route: Route): string {
  const parameters = new URLSearchParams();
  if (route.search !== "") parameters.set("search", route.search);
  if (route.range !== defaultRange) parameters.set("range", route.range);
  if (route.interaction !== undefined) parameters.set("interaction", route.interaction);
  if (route.conversation !== undefined) parameters.set("conversation", route.conversation);
  const query = parameters.toString();
  return `#/${route.page}${query === "" ? "" : `?${query}`}`;
}

const current = signal<Route>(parseRoute(""));

/** The route of the page. */
export const route: ReadonlySignal<Route> = current;

/** Follows the address from now on. */
export function followAddress(): void {
  const read = (): void => {
    current.value = parseRoute(location.hash);
  };
  addEventListener("hashchange", read);
  addEventListener("popstate", read);
  read();
}

/** Goes to a changed route: a new entry in the history, or in place of the current one. */
export function navigate(change: (route: Route) => Route, how: "push" | "replace" = "push"): void {
  const next = change(current.value);
  const hash = formatRoute(next);
  if (hash === formatRoute(current.value)) return;
  if (how === "push") history.pushState(null, "", hash);
  else history.replaceState(null, "", hash);
  current.value = next;
}

export const openInteraction = (id: string): void =>
  navigate(({ conversation: _left, ...route }) => ({ ...route, page: "interactions", interaction: id }));
export const openConversation = (id: string): void =>
  navigate((route) => ({ ...route, page: "interactions", conversation: id }));
export const closeConversation = (): void => navigate(({ conversation: _closed, ...route }) => route);
export const closeDetail = (): void =>
  navigate(({ interaction: _interaction, conversation: _conversation, ...route }) => route);
export const setSearch = (search: string): void => navigate((route) => ({ ...route, search }), "replace");
export const setRange = (range: RangeName): void => navigate((route) => ({ ...route, range }), "replace");
