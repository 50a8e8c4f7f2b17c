import { counted, readable } from '../../pictures/numbers.ts';
import type { Measures } from '../measures.ts';
import { THRESHOLD } from '../thresholds.ts';
import type { Rule } from './rule.ts';

/** Learning whose steps have become unsound: those of the chains, or its own. */
export const unstable: Rule = (measures) => {
  // What no run comes back from needs no second update to be sure of.
  const reasons = measures.updates < THRESHOLD.alarmUpdates ? [lost(measures)].filter((reason) => reason !== null) : unsoundness(measures);
  if (reasons.length === 0) return null;
  return {
    verdict: 'unstable',
    title: 'Unstable',
    explanation: reasons,
    advice: [
      withLowerRate(measures.alarm.first),
      ...(measures.sharpData ? ['Set ε_data to at least ε, better 2ε.'] : []),
    ],
  };
};

/** What to do about a run that went wrong at an update: go on from before it, where there is a before. */
export function withLowerRate(update: number): string {
  return update <= 1
    ? 'Start again with a learning rate three to ten times lower.'
    : `Lower the learning rate three to ten times and go on from a checkpoint before update ${counted(update)}, or start again.`;
}

/**
 * What is unsound at the newest updates, in words; empty where nothing is.
 *
 * Chains in balance with their noise have r_s ≤ ε√N (`steadyGradient`); chains from noise have as much as their way to the data needs.
 */
export function unsoundness(measures: Measures): string[] {
  return [divergingSteps(measures), overlongPath(measures), wildJumps(measures), lost(measures)].filter((reason) => reason !== null);
}

function divergingSteps({ alarm, overshoot, distance }: Measures): string | null {
  if (overshoot === null || distance !== null) return null;
  const ratio = alarm.gradient.mean / overshoot;
  if (ratio <= THRESHOLD.divergingSteps) return null;
  return `r_s was ${readable(alarm.gradient.mean)} over updates ${counted(alarm.first)} to ${counted(alarm.last)}, ${readable(ratio)} times ε√N = ${readable(overshoot)}: Langevin steps jump past what they are drawn to, from side to side and ever further (bound ${THRESHOLD.divergingSteps}).`;
}

function overlongPath({ alarm, distance, steps, level }: Measures): string | null {
  if (distance === null) return null;
  const path = alarm.gradient.mean * steps;
  // Beside the way there, the gradient has the noise of every step to balance.
  const needed = distance.most + steps * (level ?? 0);
  if (path <= THRESHOLD.overlongPath * needed) return null;
  return `L·r_s was ${readable(path)} over updates ${counted(alarm.first)} to ${counted(alarm.last)}: the gradient carries chains ${readable(path / needed)} times as far as the way to the data and the balance with ε need (at most ${readable(needed)}; bound ${THRESHOLD.overlongPath}).`;
}

function wildJumps({ alarm, dimensions }: Measures): string | null {
  const jumps = alarm.jumps / dimensions;
  if (jumps <= THRESHOLD.wildJumps) return null;
  return `d_s jumped by ±${readable(alarm.jumps)} from update to update (${counted(alarm.first)} to ${counted(alarm.last)}), ${readable(jumps)} a coordinate, where an equilibrium has less than ½ (bound ${THRESHOLD.wildJumps}).`;
}

function lost({ alarm, dimensions }: Measures): string | null {
  const size = alarm.largest / dimensions;
  if (size <= THRESHOLD.lost) return null;
  return `|d_s| reached ${readable(alarm.largest)} within updates ${counted(alarm.first)} to ${counted(alarm.last)}, ${readable(size)} a coordinate (bound ${readable(THRESHOLD.lost)}).`;
}
