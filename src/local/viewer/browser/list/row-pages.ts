// The rows behind the list: pages fetched when they come into sight, a bounded number kept, all of one selection.

import type { Page } from "../../../../wire/get-interactions.ts";
import type { InteractionPreview } from "../../viewer-answers.ts";

export const pageSize = 50;
/** Many screens to both sides of what is in sight. */
const maxPages = 40;

export type FetchPage = (
  page: { readonly limit: number; readonly offset: number },
  signal: AbortSignal,
) => Promise<Page<InteractionPreview>>;

export interface RowPagesOptions {
  readonly fetchPage: FetchPage;
  /** Told when rows or the total changed. */
  readonly onChange: () => void;
  /** Told when a page could not be had; the next look at it tries again. */
  readonly onFailure: (error: unknown) => void;
}

export class RowPages {
  readonly #options: RowPagesOptions;
  readonly #pages = new Map<number, readonly InteractionPreview[]>();
  readonly #requests = new Map<number, AbortController>();
  /** Pages that changed while they were being fetched: fetched again, never aborted, or a busy platform would starve them. */
  readonly #again = new Set<number>();
  #total: number | undefined;
  #sight: readonly [first: number, last: number] = [0, 0];
  #isClosed = false;

  constructor(options: RowPagesOptions) {
    this.#options = options;
  }

  /** Rows in all; undefined until the first answer. */
  get total(): number | undefined {
    return this.#total;
  }

  /** The row at an index, undefined while it is not here. */
  rowAt(index: number): InteractionPreview | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Where a row is among those that are here; -1 when it is not. */
  indexOf(id: string): number {
    for (const [page, rows] of this.#pages) {
      const index = rows.findIndex((row) => row.id === id);
      if (index >= 0) return page * pageSize + index;
    }
    return -1;
  }

  /** Says which rows are in sight: what is missing is fetched, what nobody looks at any more is not. */
  look(first: number, last: number): void {
    this.#sight = [first, last];
    const wanted = pagesBetween(first, last);
    for (const [page, request] of this.#requests) {
      if (wanted.includes(page)) continue;
      request.abort();
      this.#requests.delete(page);
    }
    for (const page of wanted) {
      if (!this.#pages.has(page) && !this.#requests.has(page)) this.#fetch(page);
    }
  }

  /** Fetches what is in sight again; what is out of sight is forgotten, as its offsets no longer hold. */
  refresh(): void {
    const wanted = pagesBetween(...this.#sight);
    for (const page of this.#pages.keys()) if (!wanted.includes(page)) this.#pages.delete(page);
    for (const page of wanted) {
      if (this.#requests.has(page)) this.#again.add(page);
      else this.#fetch(page);
    }
  }

  /** Aborts what is under way; nothing is told any more. */
  close(): void {
    this.#isClosed = true;
    for (const request of this.#requests.values()) request.abort();
    this.#requests.clear();
  }

  #fetch(page: number): void {
    if (this.#isClosed) return;
    const request = new AbortController();
    this.#requests.set(page, request);
    this.#options.fetchPage({ limit: pageSize, offset: page * pageSize }, request.signal).then(
      (answer) => {
        if (!this.#finish(page, request)) return;
        this.#total = answer.total;
        this.#pages.delete(page);
        this.#pages.set(page, answer.data);
        this.#forgetFarPages();
        this.#options.onChange();
      },
      (error: unknown) => {
        if (this.#finish(page, request)) this.#options.onFailure(error);
      },
    );
  }

  /** Whether the answer to a request still counts. */
  #finish(page: number, request: AbortController): boolean {
    if (this.#requests.get(page) !== request) return false;
    this.#requests.delete(page);
    if (this.#again.delete(page)) this.#fetch(page);
    return true;
  }

  #forgetFarPages(): void {
    const inSight = pagesBetween(...this.#sight);
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= maxPages) return;
      if (!inSight.includes(page)) this.#pages.delete(page);
    }
  }
}

function pagesBetween(first: number, last: number): readonly number[] {
  const from = Math.floor(Math.max(0, first) / pageSize);
  const to = Math.floor(Math.max(0, last) / pageSize);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
