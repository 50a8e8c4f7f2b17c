/** The largest whole cell (pixels) with which so many square cells fit a box, how many columns that makes, and how many fill its rows; within limits. */
export function fitGrid(count: number, width: number, height: number, gap: number, least: number, most: number): { cell: number; columns: number; shown: number } {
  for (let cell = most; cell >= least; cell--) {
    const columns = Math.floor((width + gap) / (cell + gap));
    const rows = Math.floor((height + gap) / (cell + gap));
    if (columns * rows >= count) return { cell, columns: Math.max(1, Math.min(columns, count)), shown: wholeRows(count, columns) };
  }
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const rows = Math.max(1, Math.floor((height + gap) / (least + gap)));
  return { cell: least, columns, shown: Math.min(wholeRows(count, columns), columns * rows) };
}

/** Without the rest of a last row where there are many: a grid that is full looks like one. */
function wholeRows(count: number, columns: number): number {
  return columns < 6 || count < columns * 2 ? count : count - (count % columns);
}
