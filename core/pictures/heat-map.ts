import { colourBar } from './colour-bar.ts';
import { rampColour } from './energy-ramp.ts';
import { ink, label, textWidth } from './figure.ts';
import { element, plain } from './markup.ts';
import { readable } from './numbers.ts';

/** One place of a heat map. `value` null: nothing to colour, for the reason that `state` gives. */
export interface HeatCell {
  readonly value: number | null;
  readonly state: 'done' | 'failed' | 'open';
  /** What pointing at it says. */
  readonly title: string;
}

export interface HeatMap {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Along the first axis fastest, from the lowest row up. */
  readonly cells: readonly HeatCell[];
  readonly columns: HeatAxis;
  readonly rows: HeatAxis;
  /** Values are whole numbers: so are the ticks of the bar. */
  readonly whole?: boolean;
  /** How a value is written into its cell. */
  readonly words?: (value: number) => string;
  /** Values are parts of a whole: so are the ticks. */
  readonly share?: boolean;
}

export interface HeatAxis {
  /** Of the axis; null: left out, where the panel beside it says so. */
  readonly title: string | null;
  readonly words: readonly string[];
}

/** Room below for ticks that stand aslant, a pixel a letter of the longest about. */
export function tickDepth(words: readonly string[], room: number): number {
  const longest = Math.max(...words.map((word) => textWidth(word, 10.5)));
  return longest <= room - 4 ? 16 : 12 + 0.72 * Math.min(longest, 150);
}

/** A panel of coloured cells with its axes and its colour bar. Values that are all the same have the middle colour. */
export function heatMap({ title, x, y, width, height, cells, columns, rows, whole = false, words = (value) => readable(value), share: isShare = false }: HeatMap): string {
  const cellWidth = width / columns.words.length;
  const cellHeight = height / rows.words.length;
  const values = cells.flatMap(({ value }) => (value === null ? [] : [value]));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const gap = Math.min(cellWidth, cellHeight) > 12 ? 1.5 : 0;
  const slanted = tickDepth(columns.words, cellWidth) > 16;
  const longest = Math.max(1, ...values.map((value) => textWidth(words(value), 1)));
  const size = Math.min(13, cellHeight * 0.42, (cellWidth - 10) / longest);
  const drawn = cells.map(({ value, state, title: told }, i) => {
    const left = x + (i % columns.words.length) * cellWidth;
    const top = y + height - (Math.floor(i / columns.words.length) + 1) * cellHeight;
    const share = value === null ? 0 : high > low ? (value - low) / (high - low) : 0.5;
    const place = { x: left + gap / 2, y: top + gap / 2, width: cellWidth - gap, height: cellHeight - gap, rx: gap === 0 ? 0 : 2 };
    const inside = value === null ? stateMark(state, left, top, cellWidth, cellHeight) : size < 6 ? '' : label(words(value), left + cellWidth / 2, top + cellHeight / 2 + size * 0.36, { size, anchor: 'middle', weight: 600, fill: share > 0.62 ? ink.text : ink.paper });
    const fill = value !== null ? rampColour(share) : state === 'failed' ? '#f9eeec' : state === 'done' ? ink.grid : ink.paper;
    return element('g', { class: `cell ${state}` }, [element('title', {}, told), element('rect', { ...place, fill, stroke: state === 'failed' ? '#e2c4bf' : gap === 0 ? undefined : ink.faint, 'stroke-width': 0.8, 'stroke-dasharray': state === 'open' ? '3 3' : undefined }), inside]);
  });
  const bottom = y + height;
  const columnTicks = columns.words.map((word, i) => {
    const at = x + (i + 0.5) * cellWidth;
    return slanted
      ? label(clipped(word), at + 4, bottom + 12, { size: 10.5, fill: ink.soft, anchor: 'end', transform: `rotate(-45 ${plain(at + 4)} ${plain(bottom + 12)})` })
      : label(word, at, bottom + 15, { size: 10.5, fill: ink.soft, anchor: 'middle' });
  });
  const rowTicks = rows.words.map((word, i) => label(clipped(word), x - 8, bottom - (i + 0.5) * cellHeight + 3.8, { size: 10.5, fill: ink.soft, anchor: 'end' }));
  const under = bottom + tickDepth(columns.words, cellWidth) + 18;
  const beside = x - 16 - Math.min(150, Math.max(...rows.words.map((word) => textWidth(word, 10.5))));
  return element('g', { class: 'heat-map' }, [
    label(title, x, y - 10, { size: 12, weight: 600 }),
    ...drawn,
    ...columnTicks,
    ...rowTicks,
    columns.title === null ? '' : label(columns.title, x + width / 2, under, { size: 11.5, anchor: 'middle' }),
    rows.title === null ? '' : label(rows.title, beside, y + height / 2, { size: 11.5, anchor: 'middle', transform: `rotate(-90 ${plain(beside)} ${plain(y + height / 2)})` }),
    values.length === 0 ? '' : colourBar({ x: x + width + 16, y: y + gap / 2, height: height - gap, low, high, steps: 48, whole, ...(isShare ? { words } : {}) }),
  ]);
}

/** What stands where there is no number. */
function stateMark(state: HeatCell['state'], x: number, y: number, width: number, height: number): string {
  if (state === 'open') return '';
  if (state === 'done') return label('–', x + width / 2, y + height / 2 + 4, { size: 11, anchor: 'middle', fill: ink.soft });
  const reach = Math.min(7, width / 5, height / 5);
  const [cx, cy] = [x + width / 2, y + height / 2];
  return element('path', { d: `M${plain(cx - reach)} ${plain(cy - reach)}l${plain(2 * reach)} ${plain(2 * reach)}m0 ${plain(-2 * reach)}l${plain(-2 * reach)} ${plain(2 * reach)}`, stroke: '#b3261e', 'stroke-width': 1.6, 'stroke-linecap': 'round' });
}

function clipped(word: string): string {
  return word.length > 26 ? `${word.slice(0, 25)}…` : word;
}
