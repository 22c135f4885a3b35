// The list of interactions: a window of rows on however many there are, with the keyboard's focus on one of them.

import { useSignal } from "@preact/signals";
import type { JSX, TargetedEvent } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { onListCommand } from "../state/commands.ts";
import { openInteraction, route } from "../state/route.ts";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { Icon } from "../ui/icon.tsx";
import { EmptyList } from "./empty-list.tsx";
import { InteractionRowView, PendingRow } from "./interaction-row.tsx";
import { arrivedCount, listFailure, listVersion, refreshSoon, restart, rows, setAtTop } from "./list-state.ts";
import { findVirtualWindow, scrollTopFor, type Viewport } from "./virtual-window.ts";

/** Equal to the height of `.row` in the style. */
const rowHeightPx = 66;

export function InteractionList(): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const scrollTopPx = useSignal(0);
  const viewportPx = useSignal(600);
  /** The row that the keyboard is at. */
  const active = useSignal(0);
  const wantsFocus = useRef(false);

  // Reading the version is what draws the list again when rows came.
  listVersion.value;
  const pages = rows();
  const total = pages.total;
  const view: Viewport = {
    rowCount: total ?? 0,
    rowHeightPx,
    viewportPx: viewportPx.value,
    scrollTopPx: scrollTopPx.value,
  };
  const { first, last, offsetPx, heightPx } = findVirtualWindow(view);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      viewportPx.value = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => pages.look(first, Math.max(first, last)), [pages, first, last]);

  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    active.value = 0;
  }, [pages]);

  const takeFocus = (): void => {
    if (!wantsFocus.current) return;
    const link = scroller.current?.querySelector<HTMLElement>(`[data-index="${active.value}"] a`);
    if (link == null) return;
    wantsFocus.current = false;
    link.focus({ preventScroll: true });
  };
  useLayoutEffect(takeFocus);

  const move = (index: number): void => {
    if (total === undefined || total === 0) return;
    active.value = Math.min(total - 1, Math.max(0, index));
    wantsFocus.current = true;
    scroller.current?.scrollTo({ top: scrollTopFor(active.value, view) });
    const id = pages.rowAt(active.value)?.id;
    // With an interaction open beside the list, moving on reads on.
    if (route.value.interaction !== undefined && id !== undefined && isWide()) openInteraction(id);
  };

  useEffect(() =>
    onListCommand((command) => {
      const selected = route.value.interaction === undefined ? -1 : pages.indexOf(route.value.interaction);
      const from = selected >= 0 ? selected : active.value;
      const step = Math.max(1, Math.floor(viewportPx.value / rowHeightPx) - 1);
      switch (command) {
        case "enter":
          active.value = 0;
          wantsFocus.current = true;
          scroller.current?.scrollTo({ top: 0 });
          return takeFocus();
        case "next":
          return move(from + 1);
        case "previous":
          return move(from - 1);
        case "page-down":
          return move(from + step);
        case "page-up":
          return move(from - step);
        case "first":
          return move(0);
        case "last":
          return move((total ?? 1) - 1);
        default:
          return command satisfies never;
      }
    }),
  );

  const onScroll = (event: TargetedEvent<HTMLDivElement>): void => {
    scrollTopPx.value = event.currentTarget.scrollTop;
    setAtTop(event.currentTarget.scrollTop < rowHeightPx / 2);
  };

  const failure = listFailure.value;
  if (failure !== undefined && total === undefined) {
    return <FailureNotice error={failure} subject="list of interactions" onRetry={restart} />;
  }
  if (total === 0) return <EmptyList />;
  return (
    <div class="list">
      {arrivedCount.value > 0 && (
        <button type="button" class="arrived" onClick={() => scroller.current?.scrollTo({ top: 0 })}>
          <Icon name="up" />
          {arrivedCount.value} new
        </button>
      )}
      {failure !== undefined && (
        <p class="list-trouble" role="alert">
          Not up to date: the platform does not answer.
          <button type="button" class="button small" onClick={refreshSoon}>
            Try again
          </button>
        </p>
      )}
      <div class="list-scroll" ref={scroller} onScroll={onScroll}>
        <div class="list-content" style={{ height: `${heightPx}px` }}>
          <ol class="list-rows" aria-label="Interactions" style={{ transform: `translateY(${offsetPx}px)` }}>
            {Array.from({ length: last - first + 1 }, (_, position) => {
              const index = first + position;
              const row = pages.rowAt(index);
              const place = { index, total: total ?? 0, isActive: index === active.value };
              return row === undefined ? (
                <PendingRow key={`pending ${index}`} {...place} />
              ) : (
                <InteractionRowView key={row.id} row={row} {...place} />
              );
            })}
          </ol>
        </div>
      </div>
    </div>
  );
}

/** Whether list and detail stand side by side; the same width as in the style. */
function isWide(): boolean {
  return matchMedia("(min-width: 900px)").matches;
}
