// The window on a long list: every row can be reached, only what is in sight is drawn.

import { describe, expect, test } from "vitest";
import { findVirtualWindow, scrollTopFor, type Viewport } from "../../src/local/viewer/browser/list/virtual-window.ts";
import { fc } from "../property-testing.ts";

const viewport = fc.record({
  rowCount: fc.integer({ min: 0, max: 5_000_000 }),
  rowHeightPx: fc.integer({ min: 20, max: 100 }),
  viewportPx: fc.integer({ min: 100, max: 3000 }),
});

function scrolledBy(share: number, view: Omit<Viewport, "scrollTopPx">): Viewport {
  const { heightPx } = findVirtualWindow({ ...view, scrollTopPx: 0 });
  return { ...view, scrollTopPx: Math.max(0, heightPx - view.viewportPx) * share };
}

describe("the virtual window", () => {
  test("what is drawn covers the viewport and little more, wherever one has scrolled", () => {
    fc.assert(
      fc.property(viewport, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const view = scrolledBy(share, given);
        const { first, last, offsetPx } = findVirtualWindow(view);
        expect(last - first + 1).toBeLessThanOrEqual(Math.ceil(view.viewportPx / view.rowHeightPx) + 14);
        const drawnTo = offsetPx + (last - first + 1) * view.rowHeightPx;
        expect(first === 0 || offsetPx <= view.scrollTopPx).toBe(true);
        expect(last === view.rowCount - 1 || drawnTo >= view.scrollTopPx + view.viewportPx).toBe(true);
      }),
    );
  });

  test("the end of the scrollbar shows the last row, however many there are", () => {
    fc.assert(
      fc.property(
        viewport.filter(({ rowCount }) => rowCount > 0),
        (given) => {
          expect(findVirtualWindow(scrolledBy(1, given)).last).toBe(given.rowCount - 1);
        },
      ),
    );
  });

  test("going to a row brings it into sight, and does not move when it is there already", () => {
    fc.assert(
      fc.property(viewport, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (given, pick, share) => {
        fc.pre(given.rowCount > 0);
        const view = scrolledBy(share, given);
        const index = pick % given.rowCount;
        const moved = { ...view, scrollTopPx: scrollTopFor(index, view) };
        const { first, last } = findVirtualWindow(moved);
        expect(index >= first && index <= last).toBe(true);
        expect(scrollTopFor(index, moved)).toBeCloseTo(moved.scrollTopPx, 3);
      }),
    );
  });

  test("an empty list has no window", () => {
    const { first, last, heightPx } = findVirtualWindow({
      rowCount: 0,
      rowHeightPx: 66,
      viewportPx: 600,
      scrollTopPx: 0,
    });
    expect([first, last, heightPx]).toEqual([0, -1, 0]);
  });
});
