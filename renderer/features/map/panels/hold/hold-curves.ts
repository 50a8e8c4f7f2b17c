import type { HoldDetail, HomeShareRow, MarkovRow } from '../../../../../core/contract/hold.ts';
import type { PlotBand, PlotSeries } from '../../../../ui/plot-options.ts';

/** Columns of a plot with how each is drawn: x, then one array of values (null: none) for each series. */
export interface Curves {
  readonly data: [number[], ...(number | null)[][]];
  readonly series: readonly PlotSeries[];
  readonly bands: readonly PlotBand[];
}

/** Fewer chains than this in every set: shares of single sets jump up and down the whole plot, and are drawn only where one is chosen. */
const fewestChains = 5;
/** So many of the slowest timescales are drawn: the faster ones lie over each other. */
const mostTimescales = 5;
const ordinals = ['slowest', '2nd', '3rd', '4th', '5th'];

/**
 * The shares of chains still at home against their steps: every set's faint (unless each has but a few chains), the chosen one's and that of all with their intervals. The look at step
 * 0 is left out: no chain has moved there, and what is missing is the vote's to lose.
 */
export function shareCurves(detail: HoldDetail, chosen: number | null, nameOf: (set: number) => string): Curves {
  const steps = detail.all.map(({ step }) => step).filter((step) => step > 0);
  const column = (rows: readonly HomeShareRow[], valueOf: (row: HomeShareRow) => number | null): (number | null)[] => {
    const at = new Map(rows.map((row) => [row.step, valueOf(row)]));
    return steps.map((step) => at.get(step) ?? null);
  };
  const own = detail.bySet.find(({ set }) => set === chosen) ?? null;
  const columns: (number | null)[][] = [];
  const series: PlotSeries[] = [];
  const bands: PlotBand[] = [];
  const add = (rows: readonly HomeShareRow[], one: PlotSeries): void => {
    columns.push(column(rows, ({ share }) => share));
    series.push(one);
  };
  const addWithInterval = (rows: readonly HomeShareRow[], one: PlotSeries): void => {
    bands.push({ low: series.length, high: series.length + 1, color: one.color });
    columns.push(column(rows, ({ of, low }) => (of === 0 ? null : low)), column(rows, ({ of, high }) => (of === 0 ? null : high)));
    series.push({ ...one, shape: 'edge' }, { ...one, shape: 'edge' });
    add(rows, one);
  };
  const many = Math.max(0, ...detail.bySet.map(({ shares }) => shares[0]?.of ?? 0)) >= fewestChains;
  for (const { set, shares } of detail.bySet) if (set !== chosen && many) add(shares, { name: nameOf(set), color: '--text-3', shape: 'line', faint: true });
  addWithInterval(detail.all, { name: 'all sets', color: '--accent', shape: 'line' });
  if (own) addWithInterval(own.shares, { name: nameOf(own.set), color: '--warn', shape: 'line' });
  return { data: [steps, ...columns], series, bands };
}

/** From the lowest of the curves in view, or of the intervals' lower ends, up to all: rounded down to a tenth. */
export function shareRange({ data: [, ...columns] }: Pick<Curves, 'data'>): [number, number] {
  const values = columns.flat().filter((value): value is number => value !== null);
  return [Math.max(0, Math.floor(Math.min(1, ...values) * 10 - 1e-9) / 10), 1.005];
}

/** Implied timescales against the lag, slowest first, the slowest with its interval; below the lag itself (dashed) a model sees nothing. */
export function timescaleCurves(models: readonly MarkovRow[]): Curves {
  const lags = models.map(({ lag }) => lag);
  const count = Math.min(mostTimescales, Math.max(0, ...models.map(({ timescales }) => timescales.length)));
  const column = (at: number, part: 'value' | 'low' | 'high'): (number | null)[] => models.map(({ timescales }) => timescales[at]?.[part] ?? null);
  const band = count > 0 ? [column(0, 'low'), column(0, 'high')] : [];
  return {
    data: [lags, ...band, ...Array.from({ length: count }, (_, at) => column(at, 'value')), lags],
    series: [
      ...band.map((): PlotSeries => ({ name: '', color: '--accent', shape: 'edge' })),
      ...Array.from({ length: count }, (_, at): PlotSeries => ({ name: ordinals[at]!, color: at === 0 ? '--accent' : '--refined', shape: 'dots', faint: at > 1 })),
      { name: 'lag', color: '--text-3', shape: 'line', dashed: true, faint: true },
    ],
    bands: band.length > 0 ? [{ low: 0, high: 1, color: '--accent' }] : [],
  };
}

/** Decades from the shortest lag to above the highest timescale: an interval's upper end may lie as good as nowhere. */
export function timescaleRange({ data: [lags, ...columns], series }: Pick<Curves, 'data' | 'series'>): [number, number] {
  const values = columns.filter((_, at) => series[at]?.shape === 'dots').flat().filter((value): value is number => value !== null);
  const low = Math.min(...lags, ...values);
  const decade = (value: number, round: (log: number) => number): number => 10 ** round(Math.log10(value));
  return Number.isFinite(low) ? [decade(low, Math.floor), decade(Math.max(low * 2, ...values.map((value) => value * 2)), Math.ceil)] : [1, 10];
}

/** A cell of the transition matrix that is not empty: sets by their place in the model. */
export interface MatrixCell {
  readonly from: number;
  readonly to: number;
  readonly probability: number;
  /** How strongly it is drawn, 0 … 1: by a root, since what leaves a set is a few in a hundred. */
  readonly weight: number;
}

export function matrixCells({ matrix }: Pick<MarkovRow, 'matrix'>): MatrixCell[] {
  return matrix.flatMap((row, from) => row.flatMap((probability, to) => (probability > 0 ? [{ from, to, probability, weight: Math.min(1, probability) ** 0.35 }] : [])));
}

/** The model that is looked at: of the chosen lag, else of the shortest whose test holds, else of the shortest there is. */
export function modelAt({ models, tests }: Pick<HoldDetail, 'models' | 'tests'>, lag: number | null): MarkovRow | null {
  const sound = tests.find(({ verdict }) => verdict === 'holds')?.lag;
  return models.find((model) => model.lag === lag) ?? models.find((model) => model.lag === sound) ?? models[0] ?? null;
}
