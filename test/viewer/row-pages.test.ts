// The rows behind the list: fetched when looked at, bounded, and never mixed up by late answers.

import { describe, expect, type Mock, test, vi } from "vitest";
import { type FetchPage, pageSize, RowPages } from "../../src/local/viewer/browser/list/row-pages.ts";
import type { InteractionPreview } from "../../src/local/viewer/viewer-answers.ts";
import type { Page } from "../../src/wire/get-interactions.ts";

interface Asked {
  readonly page: number;
  readonly signal: AbortSignal;
  answer(total?: number, prefix?: string): Promise<void>;
  fail(): Promise<void>;
}

function create(): { pages: RowPages; asked: Asked[]; onChange: Mock; failures: unknown[] } {
  const asked: Asked[] = [];
  const failures: unknown[] = [];
  const onChange = vi.fn();
  const fetchPage: FetchPage = ({ limit, offset }, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<Page<InteractionPreview>>();
    asked.push({
      page: offset / limit,
      signal,
      async answer(total = 100_000, prefix = "row") {
        const data = Array.from({ length: limit }, (_, index) => preview(`${prefix} ${offset + index}`));
        resolve({ total, offset, limit, data });
        await promise;
      },
      async fail() {
        reject(new Error("gone"));
        await promise.catch(() => undefined);
      },
    });
    return promise;
  };
  return {
    pages: new RowPages({ fetchPage, onChange, onFailure: (error) => failures.push(error) }),
    asked,
    onChange,
    failures,
  };
}

function preview(id: string): InteractionPreview {
  const nothing = { input: null, output: null, cost: null, status: null, rating: null, feedback: [] };
  return { id, user: "u", startedAt: "2026-05-01T10:00:00.000Z", latency: 1, tokens: 0, ...nothing };
}

describe("row pages", () => {
  test("only the pages in sight are fetched, each once", async () => {
    const { pages, asked } = create();
    pages.look(0, 10);
    pages.look(5, 15);
    expect(asked.map((request) => request.page)).toEqual([0]);
    await asked[0]?.answer();
    pages.look(0, pageSize + 1);
    expect(asked.map((request) => request.page)).toEqual([0, 1]);
    expect(pages.rowAt(7)?.id).toBe("row 7");
    expect(pages.indexOf("row 7")).toBe(7);
    expect(pages.total).toBe(100_000);
  });

  test("a page that was scrolled past is given up, and its late answer counts for nothing", async () => {
    const { pages, asked, onChange } = create();
    pages.look(0, 10);
    pages.look(50_000, 50_010);
    expect(asked[0]?.signal.aborted).toBe(true);
    await asked[0]?.answer(1);
    expect(onChange).not.toHaveBeenCalled();
    await asked[1]?.answer();
    expect(pages.rowAt(50_003)?.id).toBe("row 50003");
  });

  test("a refresh while a page is being fetched fetches it once more afterwards, so that a busy platform starves nobody", async () => {
    const { pages, asked } = create();
    pages.look(0, 10);
    pages.refresh();
    pages.refresh();
    expect(asked).toHaveLength(1);
    await asked[0]?.answer(10, "old");
    expect(asked).toHaveLength(2);
    await asked[1]?.answer(11, "new");
    expect(pages.rowAt(0)?.id).toBe("new 0");
    expect(asked).toHaveLength(2);
  });

  test("a failure is told, what was read stays, and the next look tries again", async () => {
    const { pages, asked, failures } = create();
    pages.look(0, 10);
    await asked[0]?.answer();
    pages.refresh();
    await asked[1]?.fail();
    expect(failures).toHaveLength(1);
    expect(pages.rowAt(0)?.id).toBe("row 0");
    pages.look(pageSize, pageSize + 5);
    await asked[2]?.fail();
    pages.look(pageSize, pageSize + 5);
    expect(asked).toHaveLength(4);
  });

  test("however far a person scrolls, a bounded number of rows is kept", async () => {
    const { pages, asked } = create();
    for (let page = 0; page < 200; page += 1) {
      pages.look(page * pageSize, page * pageSize + 10);
      await asked.at(-1)?.answer();
    }
    const kept = Array.from({ length: 200 }, (_, page) => pages.rowAt(page * pageSize)).filter(
      (row) => row !== undefined,
    );
    expect(kept.length).toBeLessThanOrEqual(40);
    expect(pages.rowAt(199 * pageSize)?.id).toBe(`row ${199 * pageSize}`);
  });

  test("after closing nothing is told any more", async () => {
    const { pages, asked, onChange, failures } = create();
    pages.look(0, 10);
    pages.close();
    expect(asked[0]?.signal.aborted).toBe(true);
    await asked[0]?.fail();
    pages.look(0, 10);
    expect(asked).toHaveLength(1);
    expect([onChange.mock.calls, failures]).toEqual([[], []]);
  });
});
