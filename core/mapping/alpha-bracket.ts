/** What placing all pilots at one α gave: every one a basin, all in one basin, or something between. */
export interface BracketResult {
  readonly alpha: number;
  readonly kind: 'all-found' | 'all-one' | 'mixed';
}

/** Where the search for the range of α starts, and where it gives up. */
export interface AlphaLimits {
  readonly start: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Width of a bound: the α that passes and the one that does not are at most this factor apart (science.md, section 5). */
export const BOUND_RATIO = 1.08;
/** Step of the first, coarse look. */
const COARSE = 4;

/**
 * The next values of α to place the pilots at, or null when both bounds are known to a factor of 1.08 (or given up at a limit).
 *
 * First a ladder of powers of 4 around `start`, extended until its weak end leaves every pilot a basin of its own and its strong end
 * brings all into one; then each bound's interval is cut in four until it is narrow. Same bounds as walking by 1.08, fewer runs.
 */
export function nextAlphas(results: readonly BracketResult[], limits: AlphaLimits): number[] | null {
  if (results.length === 0) return [-2, -1, 0, 1, 2].map((power) => clamp(limits.start * COARSE ** power, limits)).filter((alpha, i, all) => all.indexOf(alpha) === i);
  const sorted = [...results].sort((p, q) => p.alpha - q.alpha);
  const { low, high } = edges(sorted);
  const next = new Set<number>();
  const weakest = sorted[0]!.alpha;
  const strongest = sorted[sorted.length - 1]!.alpha;
  if (low < 0) {
    if (weakest > limits.lowest) for (const factor of [COARSE, COARSE ** 2]) next.add(clamp(weakest / factor, limits));
  } else if (low + 1 < sorted.length) cut(sorted[low]!.alpha, sorted[low + 1]!.alpha, next);
  if (high === sorted.length) {
    if (strongest < limits.highest) for (const factor of [COARSE, COARSE ** 2]) next.add(clamp(strongest * factor, limits));
  } else if (high > 0) cut(sorted[high - 1]!.alpha, sorted[high]!.alpha, next);
  return next.size === 0 ? null : [...next].sort((p, q) => p - q);
}

/** The bounds found: the strongest α at and below which every pilot founds, the weakest at and above which all are one; else a limit. */
export function bounds(results: readonly BracketResult[], limits: AlphaLimits): { low: number; high: number } {
  const sorted = [...results].sort((p, q) => p.alpha - q.alpha);
  const { low, high } = edges(sorted);
  return { low: sorted[low]?.alpha ?? limits.lowest, high: sorted[high]?.alpha ?? limits.highest };
}

function edges(sorted: readonly BracketResult[]): { low: number; high: number } {
  let low = -1;
  while (sorted[low + 1]?.kind === 'all-found') low++;
  let high = sorted.length;
  while (sorted[high - 1]?.kind === 'all-one') high--;
  return { low, high };
}

function cut(from: number, to: number, into: Set<number>): void {
  const ratio = to / from;
  if (ratio <= BOUND_RATIO) return;
  // A narrow rest needs fewer cuts: never finer than the bound asks for.
  const pieces = Math.min(4, Math.ceil(Math.log(ratio) / Math.log(BOUND_RATIO)));
  for (let i = 1; i < pieces; i++) into.add(from * ratio ** (i / pieces));
}

function clamp(alpha: number, limits: AlphaLimits): number {
  return Math.min(limits.highest, Math.max(limits.lowest, alpha));
}
