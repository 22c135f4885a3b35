// Which rows of a long list stand in sight, and where. Browsers cap an element's height; beyond that the scroll position
// is stretched, so that the last row can be reached however many there are.

/** Below what any browser allows. */
const maxHeightPx = 8_000_000;

export interface VirtualWindow {
  readonly first: number;
  /** The last row, included; below `first` when there is none. */
  readonly last: number;
  /** Where the first row stands, in pixels from the top of the content. */
  readonly offsetPx: number;
  /** Height of the content. */
  readonly heightPx: number;
}

export interface Viewport {
  readonly rowCount: number;
  readonly rowHeightPx: number;
  readonly viewportPx: number;
  readonly scrollTopPx: number;
}

const overscanRows = 6;

export function findVirtualWindow(view: Viewport): VirtualWindow {
  const heightPx = contentHeightPx(view);
  const top = topPx(view);
  const first = Math.max(0, Math.floor(top / view.rowHeightPx) - overscanRows);
  const rowsInSight = Math.ceil(view.viewportPx / view.rowHeightPx);
  const last = Math.min(view.rowCount - 1, Math.floor(top / view.rowHeightPx) + rowsInSight + overscanRows);
  return { first, last, offsetPx: view.scrollTopPx + first * view.rowHeightPx - top, heightPx };
}

/** The scroll position that brings a row into sight with the least movement. */
export function scrollTopFor(index: number, view: Viewport): number {
  const top = topPx(view);
  const rowTop = index * view.rowHeightPx;
  const rowBottom = rowTop + view.rowHeightPx;
  const wanted = rowTop < top ? rowTop : Math.max(top, rowBottom - view.viewportPx);
  return wanted === top ? view.scrollTopPx : wanted / stretch(view);
}

function contentHeightPx({ rowCount, rowHeightPx }: Viewport): number {
  return Math.min(maxHeightPx, rowCount * rowHeightPx);
}

/** Where the viewport's top is when every row has its full height. */
function topPx(view: Viewport): number {
  const longest = Math.max(0, view.rowCount * view.rowHeightPx - view.viewportPx);
  return Math.min(longest, Math.max(0, view.scrollTopPx) * stretch(view));
}

function stretch(view: Viewport): number {
  const scrollable = contentHeightPx(view) - view.viewportPx;
  if (scrollable <= 0) return 1;
  return (view.rowCount * view.rowHeightPx - view.viewportPx) / scrollable;
}
