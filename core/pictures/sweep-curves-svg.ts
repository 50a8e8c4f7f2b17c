import { runningMean } from '../analysis/running-mean.ts';
import type { RunSeries } from '../contract/training-run.ts';
import type { SweepCellRow, SweepView } from '../contract/sweep.ts';
import { chartPanel, seriesPath } from './chart-panel.ts';
import type { Panel } from './chart-panel.ts';
import { rampColour } from './energy-ramp.ts';
import { document, ink, label, textWidth } from './figure.ts';
import { element, plain } from './markup.ts';
import { counted, readable } from './numbers.ts';
import { heading } from './phase-diagram-svg.ts';
import { quantile } from '../analysis/series-statistics.ts';
import { sweepRecord } from './sweep-tables.ts';

const LEFT = 84;
const INNER = 700;
const TOP = 118;
const MOST_NAMED = 24;

/** Colours that are told apart, also by those who see red and green alike. */
const DISTINCT = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a6d00', '#56b4e9', '#5b4fae', '#66727f'] as const;

/** What one cell of a sweep of trainings recorded; null of one that has not begun. */
export interface CellCurve {
  readonly row: SweepCellRow;
  /** What sets it apart from the others. */
  readonly name: string;
  readonly series: RunSeries | null;
}

/**
 * The trainings of a sweep over each other as an SVG document: d_s and r_s over the updates, smoothed, the raw of d_s behind, a colour a cell, with a
 * legend that says what sets each apart, its final numbers and its verdict.
 */
export function sweepCurvesSvg(view: SweepView, curves: readonly CellCurve[]): string {
  const shown = curves.filter(({ series }) => series !== null && series.energyDifference.length > 0) as (CellCurve & { series: RunSeries })[];
  const colour = (i: number): string => (curves.length <= DISTINCT.length ? DISTINCT[i]! : rampColour((0.85 * i) / Math.max(1, curves.length - 1)));
  const updates = Math.max(2, ...shown.map(({ series }) => series.energyDifference.length));
  const smooth = Math.max(1, Math.round(updates / 36));
  const faint = shown.length <= 6;
  const draw = (panel: Panel, read: (series: RunSeries) => Float32Array, raw: boolean): string =>
    shown.map((one) => {
      const stroke = colour(curves.indexOf(one));
      const values = read(one.series);
      return (raw && faint ? element('path', { d: seriesPath(panel, values, 1), fill: 'none', stroke, 'stroke-opacity': 0.16, 'stroke-width': 0.8, 'stroke-linejoin': 'round' }) : '') +
        element('path', { d: seriesPath(panel, runningMean(values, smooth), 1), fill: 'none', stroke, 'stroke-width': 1.7, 'stroke-linejoin': 'round' });
    }).join('');
  const range = (read: (series: RunSeries) => Float32Array): [number, number] => {
    const ends = shown.map(({ series }) => [quantile(runningMean(read(series), smooth), 0.01), quantile(runningMean(read(series), smooth), 0.995)] as const);
    const low = Math.min(0, ...ends.map(([least]) => least));
    const high = Math.max(0, ...ends.map(([, most]) => most));
    return high > low ? [low < 0 ? low - 0.12 * (high - low) : low, high + 0.12 * (high - low)] : [-1, 1];
  };
  const energyOf = ({ energyDifference }: RunSeries): Float32Array => energyDifference;
  const gradientOf = ({ gradientNorm }: RunSeries): Float32Array => gradientNorm;
  const energy = chartPanel({ x: LEFT, y: TOP, width: INNER, height: 190 }, { title: 'd_s: energy difference of data and samples (below 0: expansion, above: contraction)', xRange: [1, updates], yRange: range(energyOf), xTicks: 9 });
  const gradient = chartPanel({ x: LEFT, y: TOP + 250, width: INNER, height: 150 }, { title: 'r_s: norm of the gradient of F, mean over Langevin steps and chains', horizontal: 'updates', xRange: [1, updates], yRange: range(gradientOf), xTicks: 9 });
  const legendX = LEFT + INNER + 34;
  const named = curves.slice(0, MOST_NAMED);
  const nameWidth = Math.max(64, ...named.map(({ name }) => textWidth(name, 11)));
  const numbersX = legendX + 22 + nameWidth;
  const legend = [
    label('d_s', numbersX + 52, TOP, { size: 10.5, fill: ink.soft, anchor: 'end' }),
    label('r_s', numbersX + 104, TOP, { size: 10.5, fill: ink.soft, anchor: 'end' }),
    label('verdict', numbersX + 122, TOP, { size: 10.5, fill: ink.soft }),
    ...named.flatMap(({ name, row, series }, i) => {
      const y = TOP + 20 + 18 * i;
      const { outcome } = row;
      return [
        element('path', { d: `M${plain(legendX)} ${plain(y - 4)}h14`, stroke: colour(i), 'stroke-width': 2.4, 'stroke-linecap': 'round', 'stroke-opacity': series === null ? 0.25 : 1 }),
        label(name, legendX + 22, y, { size: 11, ...(series === null ? { fill: ink.soft } : {}) }),
        ...(outcome?.kind === 'train'
          ? [
              label(outcome.energyDifference === null ? '–' : readable(outcome.energyDifference, 2), numbersX + 52, y, { size: 11, anchor: 'end' }),
              label(outcome.gradientNorm === null ? '–' : readable(outcome.gradientNorm), numbersX + 104, y, { size: 11, anchor: 'end' }),
              label(outcome.verdict, numbersX + 122, y, { size: 11, weight: 600 }),
            ]
          : [label(row.status === 'failed' ? 'failed' : series === null ? 'to come' : `${counted(series.energyDifference.length)} updates so far`, numbersX + 122, y, { size: 11, fill: ink.soft })]),
      ];
    }),
    ...(curves.length > MOST_NAMED ? [label(`and ${curves.length - MOST_NAMED} more`, legendX + 22, TOP + 20 + 18 * MOST_NAMED, { size: 11, fill: ink.soft })] : []),
  ];
  const zero = element('path', { d: `M${plain(LEFT)} ${plain(energy.yOf(0))}h${plain(INNER)}`, stroke: ink.soft, 'stroke-width': 0.8, 'stroke-dasharray': '3 3', fill: 'none' });
  const clip = element('clipPath', { id: 'plot' }, [element('rect', { x: LEFT, y: TOP - 2, width: INNER, height: 410 })]);
  const height = Math.max(TOP + 250 + 150 + 56, TOP + 40 + 18 * Math.min(curves.length, MOST_NAMED + 1));
  return document(numbersX + 122 + 104, height, view.name, `d_s and r_s of ${shown.length} trainings over their updates.`, [
    ...heading(view), clip, energy.frame, gradient.frame, zero,
    element('g', { 'clip-path': 'url(#plot)' }, [draw(energy, energyOf, true), draw(gradient, gradientOf, false)]),
    ...legend,
  ], JSON.stringify(sweepRecord(view)));
}
