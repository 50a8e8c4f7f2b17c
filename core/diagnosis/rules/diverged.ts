import { counted } from '../../pictures/numbers.ts';
import type { Rule } from './rule.ts';
import { withLowerRate } from './unstable.ts';

/** A value that is no number: the weights are lost. */
export const diverged: Rule = ({ broken }) =>
  broken === null
    ? null
    : {
        verdict: 'unstable',
        title: 'Unstable: learning diverged',
        explanation: [`At update ${counted(broken)} d_s or r_s was no longer a number: the weights have left all bounds and nothing after it counts.`],
        advice: [withLowerRate(broken)],
      };
