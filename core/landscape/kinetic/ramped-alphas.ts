import { censoredMedian } from '../../analysis/censored-median.ts';
import type { AlphaInterval, CriticalAlpha, DiffusionControl } from '../../contract/kinetic.ts';

/** One trial with a ramped magnet, between two states. */
export interface RampedTrial {
  readonly from: number;
  readonly to: number;
  /** α when it came through, or of one that did not the largest that it was given. */
  readonly alpha: number;
  readonly arrived: boolean;
  /** Euclidean distance of the two inherent structures. */
  readonly distance: number;
}

function intervalOf(trials: readonly RampedTrial[]): AlphaInterval | null {
  if (trials.length === 0) return null;
  const lost = trials.filter(({ arrived }) => !arrived);
  return {
    ...censoredMedian(trials.map(({ alpha, arrived }) => (arrived ? alpha : Infinity))),
    trials: trials.length,
    arrived: trials.length - lost.length,
    beyond: lost.length === 0 ? null : Math.min(...lost.map(({ alpha }) => alpha)),
  };
}

/** Critical α of each pair of sets that trials were made between, by `a·sets + b`, a < b; forward is from a to b. */
export function criticalAlphas(trials: readonly RampedTrial[], ofState: Int32Array, sets: number): Map<number, CriticalAlpha> {
  const byPair = new Map<number, RampedTrial[]>();
  for (const trial of trials) {
    const [p, q] = [ofState[trial.from], ofState[trial.to]];
    if (p === undefined || q === undefined || p === q) continue;
    const key = Math.min(p, q) * sets + Math.max(p, q);
    byPair.set(key, [...(byPair.get(key) ?? []), trial]);
  }
  return new Map([...byPair].map(([key, all]) => {
    const isForward = ({ from }: RampedTrial): boolean => ofState[from] === Math.floor(key / sets);
    return [key, { ...intervalOf(all)!, forward: intervalOf(all.filter(isForward)), backward: intervalOf(all.filter((trial) => !isForward(trial))) }];
  }));
}

/** Of a trial within and one between the sets, drawn by chance, the one between needs the stronger magnet so often, for α to tell sets apart. */
const APART = 0.9;
/** Correlation from which α says how far a way is. */
const BY_DISTANCE = 0.9;

/**
 * Whether the critical α tells sets apart, by its control: the same trials inside sets. `order` is the chance that of one trial each the one between sets
 * needs the stronger magnet (½: no difference; Mann and Whitney 1947); `distance` the correlation of ln α with the distance of the two states over all that
 * arrived, null where there are too few or all are equal. Null where one of the two kinds was not measured.
 */
export function diffusionControl(trials: readonly RampedTrial[], ofState: Int32Array): DiffusionControl | null {
  const isWithin = ({ from, to }: RampedTrial): boolean => ofState[from] === ofState[to];
  const alphas = (some: readonly RampedTrial[]): number[] => some.map(({ alpha, arrived }) => (arrived ? alpha : Infinity)).sort((p, q) => (p === q ? 0 : p - q));
  const within = alphas(trials.filter(isWithin));
  const between = alphas(trials.filter((trial) => !isWithin(trial)));
  if (within.length === 0 || between.length === 0) return null;
  let order = 0;
  for (const p of between) for (const q of within) order += p > q ? 1 : p === q ? 0.5 : 0;
  order /= within.length * between.length;
  const arrived = trials.filter((trial) => trial.arrived);
  const distance = correlation(arrived.map((trial) => trial.distance), arrived.map(({ alpha }) => Math.log(alpha)));
  const spreads = { within: spreadOf(within), between: spreadOf(between) };
  const verdict = order >= APART ? 'Attraction–diffusion tells these sets apart' : 'Attraction–diffusion does not tell these sets apart';
  const lost = [...within, ...between].filter((alpha) => alpha === Infinity).length;
  const text = [
    `${verdict}: critical α ${said(spreads.within)} inside sets and ${said(spreads.between)} between them (10th to 90th percentile; of one each, that between is the larger in ${Math.round(100 * order)} %).`,
    ...(distance !== null && distance >= BY_DISTANCE ? [`α goes with the distance of the two states (correlation ${distance.toFixed(2)}): it says how far the way is rather than what lies across it.`] : []),
    ...(lost > 0 ? [`${lost} of ${trials.length} chains never arrived.`] : []),
  ].join(' ');
  return { ...spreads, order, distance, text };
}

function spreadOf(sorted: readonly number[]): DiffusionControl['within'] {
  const at = (part: number): number | null => {
    const value = sorted[Math.round(part * (sorted.length - 1))]!;
    return Number.isFinite(value) ? value : null;
  };
  return { low: at(0.1), high: at(0.9), trials: sorted.length };
}

function said({ low, high }: DiffusionControl['within']): string {
  if (low === null) return 'beyond the strongest magnet';
  return high === null ? `${figure(low)} and more` : `${figure(low)}–${figure(high)}`;
}

function figure(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Pearson's correlation; null for fewer than three points, or where one of both does not vary. */
function correlation(xs: readonly number[], ys: readonly number[]): number | null {
  if (xs.length < 3) return null;
  const [x, y] = [xs, ys].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length) as [number, number];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < xs.length; i++) {
    xx += (xs[i]! - x) ** 2;
    yy += (ys[i]! - y) ** 2;
    xy += (xs[i]! - x) * (ys[i]! - y);
  }
  const scale = Math.sqrt(xx * yy);
  return scale > 1e-12 ? xy / scale : null;
}
