import { ink, label } from './figure.ts';
import { element, plain } from './markup.ts';
import { tickLabel, ticks } from './numbers.ts';

export interface PanelPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PanelAxes {
  readonly title: string;
  /** What the horizontal axis counts; under its right end. */
  readonly horizontal?: string;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly xTicks?: number;
  /** Ticks and their texts, where they are not round numbers of the axis. */
  readonly xMarks?: readonly { readonly at: number; readonly text: string }[];
  readonly yTicks?: number;
}

/** A small chart: its frame drawn, its scales to draw in. */
export interface Panel {
  readonly frame: string;
  readonly xOf: (value: number) => number;
  /** Clipped to the panel. */
  readonly yOf: (value: number) => number;
}

/** Frame, ticks and labels of one chart. Ranges of no width are widened. */
export function chartPanel(place: PanelPlace, axes: PanelAxes): Panel {
  const { x, y, width, height } = place;
  const [left, right] = widened(axes.xRange);
  const [low, high] = widened(axes.yRange);
  const xOf = (value: number): number => x + ((value - left) / (right - left)) * width;
  const yOf = (value: number): number => y + height - Math.min(1, Math.max(0, (value - low) / (high - low))) * height;
  const round = ticks(left, right, axes.xTicks ?? 8);
  const columns = axes.xMarks ?? round.values.map((at) => ({ at, text: tickLabel(at, round.decimals) }));
  const rows = ticks(low, high, axes.yTicks ?? 4);
  const bottom = y + height;
  return {
    xOf,
    yOf,
    frame: element('g', { class: 'panel' }, [
      label(axes.title, x, y - 9, { size: 12, weight: 600 }),
      ...rows.values.map(
        (value) =>
          element('path', { d: `M${plain(x)} ${plain(yOf(value))}h${plain(width)}`, stroke: ink.grid, 'stroke-width': 1 }) +
          label(tickLabel(value, rows.decimals), x - 7, yOf(value) + 3.6, { size: 10, fill: ink.soft, anchor: 'end' }),
      ),
      ...columns.map(
        ({ at, text }) =>
          element('path', { d: `M${plain(xOf(at))} ${plain(bottom)}v4`, stroke: ink.soft, 'stroke-width': 1 }) +
          label(text, xOf(at), bottom + 15, { size: 10, fill: ink.soft, anchor: 'middle' }),
      ),
      element('path', { d: `M${plain(x)} ${plain(y)}V${plain(bottom)}H${plain(x + width)}`, fill: 'none', stroke: ink.soft, 'stroke-width': 1 }),
      axes.horizontal === undefined ? '' : label(axes.horizontal, x + width, bottom + 29, { size: 10, fill: ink.soft, anchor: 'end' }),
    ]),
  };
}

function widened([low, high]: readonly [number, number]): readonly [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [-1, 1];
  return high > low ? [low, high] : [low - Math.max(0.5, Math.abs(low) / 2), low + Math.max(0.5, Math.abs(low) / 2)];
}

/**
 * Path of a long series, entry i at `first + i`: where there are more entries than pixels, the least and the greatest of each pixel's,
 * so that no excursion is lost. Entries that are no numbers break the line.
 */
export function seriesPath(panel: Panel, values: ArrayLike<number>, first: number): string {
  const n = values.length;
  const pixels = Math.max(1, Math.ceil(panel.xOf(first + n - 1) - panel.xOf(first)));
  const step = Math.max(1, n / (2 * pixels));
  let d = '';
  let pen = false;
  const point = (i: number): void => {
    d += `${pen ? 'L' : 'M'}${plain(panel.xOf(first + i))} ${plain(panel.yOf(values[i]))}`;
    pen = true;
  };
  for (let bin = 0; bin < n / step; bin++) {
    const from = Math.floor(bin * step);
    const to = Math.max(from + 1, Math.min(n, Math.floor((bin + 1) * step)));
    let least = -1;
    let most = -1;
    for (let i = from; i < to; i++) {
      if (!Number.isFinite(values[i])) continue;
      if (least < 0 || values[i] < values[least]) least = i;
      if (most < 0 || values[i] > values[most]) most = i;
    }
    if (least < 0) {
      pen = false;
      continue;
    }
    point(Math.min(least, most));
    if (least !== most) point(Math.max(least, most));
  }
  return d;
}

/** Upright strokes from zero, one a lag, as correlations are drawn. */
export function stems(panel: Panel, values: ArrayLike<number>, first: number, colour: string, shift = 0): string {
  const zero = panel.yOf(0);
  return element('g', {}, Array.from(values, (value, i) => {
    const x = panel.xOf(first + i) + shift;
    return element('path', { d: `M${plain(x)} ${plain(zero)}V${plain(panel.yOf(value))}`, stroke: colour, 'stroke-width': 1.4 }) + element('circle', { cx: x, cy: panel.yOf(value), r: 2, fill: colour });
  }));
}
