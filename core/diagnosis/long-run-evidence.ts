import { mean } from '../analysis/correlations.ts';
import type { LongRunChains, LongRunTest } from '../contract/training-run.ts';

/** What a long-run test says in numbers; null where its starts do not tell. */
export interface LongRunEvidence {
  /** Standard deviation of U over chains and late steps, of the chains from data (else of the first start). */
  readonly spread: number;
  /** Slope of U of those chains over the last decade of steps, per decade, in units of the spread. */
  readonly drift: number | null;
  /** Standard error of the drift, from chain to chain. */
  readonly driftError: number;
  /** Late mean U of chains from noise less that of chains from data, in units of the spread. */
  readonly gap: number | null;
  readonly gapError: number;
  /** Late mean U of the chains from data less their U at the start, in units of the spread. */
  readonly fall: number | null;
  /** Mean distance of those chains to the nearest data at the end over that at the start. */
  readonly departure: number | null;
  /** The same at the end for chains from noise: over the distance that data have from each other. */
  readonly arrival: number | null;
}

/** Part of all steps that counts as late. */
const LATE = 0.5;

/** The evidence of a long-run test: late energies, their drift over the last decade, distances to the data. Pure. */
export function longRunEvidence(test: Pick<LongRunTest, 'starts' | 'totalSteps'>): LongRunEvidence {
  const data = test.starts.find(({ start }) => start === 'data') ?? null;
  const noise = test.starts.find(({ start }) => start === 'uniform' || start === 'gaussian') ?? null;
  const own = data ?? test.starts[0];
  const late = lateEnergies(own, test.totalSteps);
  const spread = Math.max(deviation(late.all), 1e-12);
  const drift = driftOf(own, test.totalSteps);
  const other = noise === null || noise === own ? null : lateEnergies(noise, test.totalSteps);
  const first = data?.dataDistances?.[0] ?? null;
  return {
    spread,
    drift: drift === null ? null : drift.slope / spread,
    driftError: drift === null ? 0 : drift.error / spread,
    gap: other === null || data === null ? null : (mean(other.chains) - mean(late.chains)) / spread,
    gapError: other === null ? 0 : Math.hypot(deviation(other.chains) / Math.sqrt(other.chains.length), deviation(late.chains) / Math.sqrt(late.chains.length)) / spread,
    fall: data === null ? null : (mean(late.chains) - mean(energiesAt(data, 0))) / spread,
    departure: ratio(data?.dataDistances?.at(-1), first),
    arrival: ratio(noise?.dataDistances?.at(-1), first),
  };
}

function lateEnergies(own: LongRunChains, total: number): { readonly all: number[]; readonly chains: number[] } {
  const rows = own.steps.flatMap((step, i) => (step >= LATE * total ? [i] : []));
  const perChain = Array.from({ length: own.chains }, (_, chain) => rows.map((row) => own.energies[chain * own.steps.length + row]));
  return { all: perChain.flat(), chains: perChain.map(mean) };
}

function energiesAt(own: LongRunChains, row: number): number[] {
  return Array.from({ length: own.chains }, (_, chain) => own.energies[chain * own.steps.length + row]);
}

/** Mean over chains of the slope of U in log₁₀ step over the last decade, and its standard error. Null with fewer than three steps there. */
function driftOf(own: LongRunChains, total: number): { readonly slope: number; readonly error: number } | null {
  const rows = own.steps.flatMap((step, i) => (step >= total / 10 && step > 0 ? [i] : []));
  if (rows.length < 3) return null;
  const places = rows.map((row) => Math.log10(own.steps[row]));
  const centre = mean(places);
  const square = places.reduce((sum, place) => sum + (place - centre) ** 2, 0);
  const slopes = Array.from({ length: own.chains }, (_, chain) =>
    rows.reduce((sum, row, i) => sum + (places[i] - centre) * own.energies[chain * own.steps.length + row], 0) / square);
  return { slope: mean(slopes), error: deviation(slopes) / Math.sqrt(slopes.length) };
}

function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

function ratio(value: number | undefined, base: number | null): number | null {
  return value === undefined || base === null || !(base > 0) ? null : value / base;
}
