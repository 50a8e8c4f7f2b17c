/** A number of sets that the timescales propose. */
export interface SetProposal {
  readonly sets: number;
  /** Timescale of the fastest exchange between the sets, and of the slowest that is left within them, in steps of the walk. */
  readonly timescale: number;
  readonly next: number;
  /** How clear the gap is: timescale over next; 1 no gap at all, Infinity where only pieces without any way out are parted. */
  readonly clarity: number;
}

/** Most sets that a map is cut into. */
export const MOST_SETS = 64;

/** What is over within one step has no timescale of its own: gaps below it say nothing. */
const FASTEST = 1;

/** Implied timescales −1/ln λ_k in steps of the walk, [modes]: Infinity at λ = 1, 0 at λ ≤ 0. */
export function timescales(eigenvalues: ArrayLike<number>): Float64Array {
  return Float64Array.from(eigenvalues, (value) => (value >= 1 ? Infinity : value <= 0 ? 0 : -1 / Math.log(value)));
}

/**
 * Numbers of sets at which the timescales have gaps, clearest first, at most `most` of them.
 *
 * m sets part the m − 1 slowest exchanges. m is proposed where the last of them is slower than the next by a larger factor than at any number
 * of sets within two of it, so that neighbours on one slope are not all proposed. Up to 64 sets, fewer where there are fewer modes.
 */
export function proposeSets(eigenvalues: ArrayLike<number>, most = 5): SetProposal[] {
  const times = timescales(eigenvalues).map((time) => Math.max(time, FASTEST));
  const last = Math.min(MOST_SETS, times.length - 1);
  // clarity[m] stands for m sets: modes 0 … m − 1 are kept, mode m is the first left out.
  const clarity = Float64Array.from({ length: last + 1 }, (_, m) => (m === 0 || times[m] === Infinity ? 1 : times[m - 1]! / times[m]!));
  const proposals: SetProposal[] = [];
  for (let sets = 2; sets <= last; sets++) {
    const around = [sets - 2, sets - 1, sets + 1, sets + 2].filter((m) => m >= 2 && m <= last);
    if (clarity[sets]! > 1 && around.every((m) => clarity[m]! < clarity[sets]! || (clarity[m] === clarity[sets] && m > sets))) {
      proposals.push({ sets, timescale: times[sets - 1]!, next: times[sets]!, clarity: clarity[sets]! });
    }
  }
  return proposals.sort((p, q) => q.clarity - p.clarity || p.sets - q.sets).slice(0, most);
}
