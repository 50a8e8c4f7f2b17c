import { counted, readable } from '../../pictures/numbers.ts';
import type { Measures } from '../measures.ts';
import { THRESHOLD } from '../thresholds.ts';
import type { Rule } from './rule.ts';

/** Whether the mean of d_s differs from 0, in certainty and in size: stable learning has d_s symmetric about 0 [A, section 3]. */
export function isImbalanced({ window: { energy }, wayEnergy }: Measures): boolean {
  const size = Math.abs(energy.mean);
  if (wayEnergy !== null && size <= THRESHOLD.balancedEnergy * wayEnergy && size <= energy.spread) return false;
  return size > THRESHOLD.certainErrors * energy.error && size > THRESHOLD.balancedShift * energy.spread;
}

/** d_s leans to one side: the energies of data and samples part (expansion, d_s < 0) or approach (contraction, d_s > 0). */
export const imbalanced: Rule = (measures) => {
  if (!isImbalanced(measures)) return null;
  const { window, start } = measures;
  const { mean, spread, error } = window.energy;
  const expanding = mean < 0;
  const share = Math.round(100 * (expanding ? 1 - window.positive : window.positive));
  return {
    verdict: expanding ? 'expanding' : 'contracting',
    title: expanding ? 'Expanding' : 'Contracting',
    explanation: [
      `Over updates ${counted(window.first)} to ${counted(window.last)} d_s was ${readable(mean)} ± ${readable(error, 2)} on average, ${readable(Math.abs(mean) / Math.max(error, Number.MIN_VALUE))} standard errors and ${readable(Math.abs(mean) / Math.max(spread, Number.MIN_VALUE), 2)} spreads from 0 (bounds ${THRESHOLD.certainErrors} and ${THRESHOLD.balancedShift}); ${share} % of the updates were on that side.`,
      expanding
        ? 'The energy of the data still falls against that of the samples: the potential grows steeper. Every run begins so.'
        : 'The samples lie lower in energy than the data: the chains have found places that the potential has to be filled up at.',
    ],
    advice: expanding
      ? ['Let it go on until d_s is symmetric about 0. If d_s keeps falling, lower the learning rate or take more Langevin steps.']
      : [
          start === 'persistent'
            ? 'Let it go on. If d_s stays above 0, the learning rate is too small to follow the chains: raise it a little, or go back to the phase before.'
            : 'Let it go on. If d_s stays above 0, raise the learning rate a little.',
        ],
  };
};
