import type { ResolvedMinimum, ResolvedPlacing } from '../contract/map-settings.ts';

/** `minDepth` of many dimensions: no path rises this much, every success joins. */
export const ANY_DEPTH = 1e12;

type DepthOfMinima = Pick<ResolvedMinimum, 'method' | 'minDepth'>;

/** Whether a success has to be confirmed by the depth of its path. */
export function judgesByDepth<Settings extends Pick<ResolvedPlacing, 'method'> | DepthOfMinima>(settings: Settings): settings is Extract<Settings, DepthOfMinima> {
  return settings.method === 'minimum' && settings.minDepth < ANY_DEPTH;
}

/** Whether two places that a trial joined are one basin; `relax`: not known until the path is relaxed (further). */
export type Verdict = 'one' | 'two' | 'relax';

/** How far a path is relaxed: as walked, a short look, or as far as the settings say. */
export type Effort = 'none' | 'quick' | 'full';

/** A short look that leaves a rise of this many `minDepth` is taken at its word. */
const CLEARLY_DEEP = 2;

/**
 * Judges a successful trial between two points with U `energyA` and `energyB` by the barrier of its best path.
 *
 * Samples, or no least depth: one, the authors' rule. Minima: one where the path rises less than `minDepth` above the shallower minimum. At T
 * the noise of a trial crosses barriers of a few T within tens of steps, so a success alone says little there; a basin
 * counts as metastable at T when it is at least `minDepth` (default T) deep. Relaxing lowers only the estimate from above: a path
 * already low enough needs none, and one that stays twice too high after a short look gets no long one.
 */
export function judge(
  barrier: number, energyA: number, energyB: number, effort: Effort, settings: Pick<ResolvedPlacing, 'method' | 'refine'> | (DepthOfMinima & Pick<ResolvedMinimum, 'refine'>),
): Verdict {
  if (!judgesByDepth(settings)) return 'one';
  const rise = barrier - Math.max(energyA, energyB);
  if (rise < settings.minDepth) return 'one';
  if (effort === 'full' || settings.refine === 'none') return 'two';
  return effort === 'quick' && rise >= CLEARLY_DEEP * settings.minDepth ? 'two' : 'relax';
}
