// The list's state: the rows of the current search, held still while a person reads further down, counted meanwhile.

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { fetchInteractions, type Selection } from "../api/interactions.ts";
import { route } from "../state/route.ts";
import { parseSearch, toFilters } from "../state/search.ts";
import { toTimeRange } from "../state/time-range.ts";
import { RowPages } from "./row-pages.ts";

/** A burst of arrivals is one look. */
const refreshEveryMs = 300;

/** Rises whenever rows or the total changed. */
const versionSignal = signal(0);
const failureSignal = signal<unknown>(undefined);
const arrivedSignal = signal(0);
const storedSignal = signal(0);
let isAtTop = true;

export const listVersion: ReadonlySignal<number> = versionSignal;
/** Why the list could not be read; undefined when it could. */
export const listFailure: ReadonlySignal<unknown> = failureSignal;
/** Rises whenever something may have been stored. */
export const storedVersion: ReadonlySignal<number> = storedSignal;
/** Interactions that came in above what is shown. */
export const arrivedCount: ReadonlySignal<number> = arrivedSignal;

/** The moment after which nothing is shown: set while the list is held still. */
let heldEndMs: number | undefined;
let pages = createPages();
let isRefreshDue = false;

export function rows(): RowPages {
  return pages;
}

/** Starts again from the top whenever the search or the range changes. */
export function followSearch(): void {
  let shown = "";
  effect(() => {
    const { search, range } = route.value;
    const wanted = JSON.stringify([search, range]);
    if (wanted === shown) return;
    shown = wanted;
    restart();
  });
}

/** Shows the newest rows. */
export function restart(): void {
  pages.close();
  heldEndMs = undefined;
  arrivedSignal.value = 0;
  failureSignal.value = undefined;
  pages = createPages();
  pages.look(0, 0);
  versionSignal.value += 1;
}

/** Looks again, soon: several calls in a row are one. */
export function refreshSoon(): void {
  if (isRefreshDue) return;
  isRefreshDue = true;
  setTimeout(() => {
    isRefreshDue = false;
    storedSignal.value += 1;
    pages.refresh();
    if (heldEndMs !== undefined) void countArrived(heldEndMs);
  }, refreshEveryMs);
}

/** At the top the list follows what arrives; further down it is held still, so that nothing moves under the reader. */
export function setAtTop(value: boolean): void {
  if (isAtTop === value) return;
  isAtTop = value;
  if (value) {
    if (arrivedSignal.value > 0) restart();
    heldEndMs = undefined;
    return;
  }
  const newest = pages.rowAt(0)?.startedAt;
  heldEndMs = newest === undefined ? undefined : Date.parse(newest);
}

function createPages(): RowPages {
  return new RowPages({
    fetchPage: (page, abort) => fetchInteractions(currentSelection(heldEndMs), page, abort),
    onChange: () => {
      failureSignal.value = undefined;
      versionSignal.value += 1;
    },
    onFailure: (error) => {
      failureSignal.value = error;
    },
  });
}

function currentSelection(endMs: number | undefined): Selection {
  const { search, range } = route.peek();
  return { time_range: toTimeRange(range, Date.now(), endMs), filters: toFilters(parseSearch(search)) };
}

async function countArrived(sinceMs: number): Promise<void> {
  const { filters, time_range } = currentSelection(undefined);
  const newer = { start: new Date(sinceMs + 1).toISOString(), end: time_range.end };
  try {
    const { total } = await fetchInteractions({ filters, time_range: newer }, { limit: 1, offset: 0 }, never);
    if (heldEndMs === sinceMs) arrivedSignal.value = total;
  } catch {
    // Not reachable just now: the feed says so, and its next tick counts again.
  }
}

const never = new AbortController().signal;
