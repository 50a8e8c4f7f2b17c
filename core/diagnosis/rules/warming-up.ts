import type { Rule } from './rule.ts';
import { THRESHOLD } from '../thresholds.ts';

/** Too few updates, or too few independent ones, for any word on balance. */
export const warmingUp: Rule = ({ updates, window }) => {
  if (updates >= THRESHOLD.leastUpdates && window.energy.effective >= THRESHOLD.leastEffective) return null;
  const few = updates < THRESHOLD.leastUpdates;
  return {
    verdict: 'warming-up',
    title: 'Warming up',
    explanation: [
      few
        ? `${updates} updates are too few to judge the balance of learning: it takes ${THRESHOLD.leastUpdates}.`
        : `Neighbouring values of d_s depend on each other so much that the ${window.last - window.first + 1} updates looked at count as ${window.energy.effective.toFixed(1)}; it takes ${THRESHOLD.leastEffective} to judge their mean.`,
    ],
    advice: [],
  };
};
