export interface WindowAsk {
  /** How far the list is scrolled, and how much of it is seen, in pixels. */
  scrollTop: number;
  viewport: number;
  rowHeight: number;
  columns: number;
  count: number;
  /** Rows kept ready above and below. */
  overscan: number;
}

export interface WindowSlice {
  /** First item to draw and the one after the last. */
  start: number;
  end: number;
  /** Pixels above the first drawn row, and the height of everything. */
  offset: number;
  height: number;
}

/** Which items of a long list or grid are worth drawing. A list is a grid of one column. */
export function windowOf(ask: WindowAsk): WindowSlice {
  const columns = Math.max(1, Math.floor(ask.columns));
  const rows = Math.ceil(ask.count / columns);
  const height = rows * ask.rowHeight;
  // Scrolled past the end (the list has become shorter): the last screenful.
  const top = Math.max(0, Math.min(ask.scrollTop, height - ask.viewport));
  const first = Math.max(0, Math.floor(top / ask.rowHeight) - ask.overscan);
  const last = Math.min(rows, Math.ceil((top + ask.viewport) / ask.rowHeight) + ask.overscan);
  return {
    start: Math.min(ask.count, first * columns),
    end: Math.min(ask.count, last * columns),
    offset: first * ask.rowHeight,
    height,
  };
}

/** Columns of cells at least so wide that fit, with a gap between. At least one. */
export function columnsThatFit(width: number, cell: number, gap: number): number {
  return Math.max(1, Math.floor((width + gap) / (cell + gap)));
}

/** Where to scroll so that an item's row is in view: as little as possible. */
export function scrollToShow(index: number, ask: Omit<WindowAsk, 'overscan'>): number {
  const top = Math.floor(index / Math.max(1, ask.columns)) * ask.rowHeight;
  if (top < ask.scrollTop) return top;
  if (top + ask.rowHeight > ask.scrollTop + ask.viewport) return top + ask.rowHeight - ask.viewport;
  return ask.scrollTop;
}

/** The item that a key leads to from another, or null when the key leads nowhere. */
export function stepInGrid(key: string, at: number, count: number, columns: number, rowsInView: number): number | null {
  const page = columns * Math.max(1, rowsInView - 1);
  const moves: Record<string, number> = {
    ArrowLeft: columns > 1 ? at - 1 : NaN,
    ArrowRight: columns > 1 ? at + 1 : NaN,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    PageUp: at - page,
    PageDown: at + page,
    Home: 0,
    End: count - 1,
  };
  const target = moves[key];
  if (target === undefined || Number.isNaN(target) || count === 0) return null;
  if ((key === 'ArrowUp' && target < 0) || (key === 'ArrowDown' && target >= count)) return at;
  return Math.max(0, Math.min(count - 1, target));
}
