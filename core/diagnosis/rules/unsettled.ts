import { counted, readable } from '../../pictures/numbers.ts';
import { THRESHOLD } from '../thresholds.ts';
import type { Rule } from './rule.ts';

/** d_s is balanced, but the bank is still on its way from noise, or r_s still rises or falls: the landscape is being built. */
export const unsettled: Rule = ({ window, change, changeError, bankPath }) => {
  if (bankPath !== null && bankPath < THRESHOLD.arrivedPath) {
    return {
      verdict: 'warming-up',
      title: 'Warming up: the bank is on its way',
      explanation: [
        `Expansion and contraction balance, but the persistent states have only been carried ${readable(bankPath, 2)} times the way from the noise they began as to the data; balance counts from ${THRESHOLD.arrivedPath} times on.`,
      ],
      advice: ['Let it go on. A smaller bank or more Langevin steps an update bring the states there in fewer updates.'],
    };
  }
  if (Math.abs(change) <= THRESHOLD.settledChange || Math.abs(change) <= THRESHOLD.certainErrors * changeError) return null;
  return {
    verdict: 'warming-up',
    title: 'Warming up: the gradient has not settled',
    explanation: [
      `Expansion and contraction balance, but r_s still ${change > 0 ? 'rises' : 'falls'}: by ${readable(100 * Math.abs(change), 2)} % from update ${counted(window.first)} to ${counted(window.last)} (settled is below ${100 * THRESHOLD.settledChange} %).`,
    ],
    advice: ['Let it go on until r_s stays level; only then do its level and a long-run test say whether learning converges.'],
  };
};
