import type { WalkSettings } from './walk-settings.ts';

/** How fast a trial has come nearer to its target so far: looked at every M steps. Plain data. */
export interface Pace {
  /** Smallest distance at the last look; Infinity before the first. */
  mark: number;
  /** The most that the smallest distance fell between two looks, a step. */
  best: number;
}

/** A trial may still get this many times as fast as it ever was. */
const SPURT = 2;

export function createPace(): Pace {
  return { mark: Infinity, best: 0 };
}

/**
 * Looks at a trial every M steps: true where, to be within δ after L_max steps, it would have to come nearer more than twice as fast
 * from here on as it ever did over M steps. It then fails as it would after L_max steps, hundreds of steps earlier: a weak magnet
 * moves a chain (ε²/2)·α a step at most, which often is too little for the whole way from the start. *Ours*; [B] waits for L_max.
 */
export function isHopeless(pace: Pace, step: number, closest: number, { delta, patience, maxSteps }: Pick<WalkSettings, 'delta' | 'patience' | 'maxSteps'>): boolean {
  if (step % patience !== 0 || step >= maxSteps) return false;
  if (step > 0) pace.best = Math.max(pace.best, (pace.mark - closest) / patience);
  pace.mark = closest;
  return step > 0 && (closest - delta) / (maxSteps - step) > SPURT * pace.best;
}
