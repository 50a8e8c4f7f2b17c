import { counted, readable } from '../../pictures/numbers.ts';
import type { Measures } from '../measures.ts';
import { THRESHOLD } from '../thresholds.ts';
import { unsoundness } from './unstable.ts';
import type { Rule, RuleFinding } from './rule.ts';

/**
 * d_s → −∞ [A, section 3]: the energy of the data falls and the samples do not follow. Either the chains step soundly and yet cannot get
 * there; or, with ε_data < ε, learning that has become unsound leans to expansion: then it is the data that are sharper than anything
 * the chains can represent.
 */
export const collapsed: Rule = (measures) => {
  if (measures.updates < THRESHOLD.alarmUpdates) return null;
  const { energy, positive } = measures.alarm;
  const reasons = unsoundness(measures);
  const leans = energy.mean < 0 && (positive <= 1 - THRESHOLD.oneSided || -energy.mean > THRESHOLD.certainErrors * energy.error);
  const beyond = energy.mean < THRESHOLD.collapse * measures.energyUnit;
  if (!leans) return null;
  if (measures.sharpData && (reasons.length > 0 || beyond)) return finding(measures, [sharp(measures), ...reasons]);
  return beyond && reasons.length === 0 ? finding(measures, []) : null;
};

function finding(measures: Measures, reasons: readonly string[]): RuleFinding {
  const { alarm, dimensions, energyUnit, sharpData } = measures;
  return {
    verdict: 'collapsed',
    title: 'Collapsed',
    explanation: [
      `Over updates ${counted(alarm.first)} to ${counted(alarm.last)} d_s was ${readable(alarm.energy.mean)} on average, ${readable(alarm.energy.mean / dimensions)} a coordinate: expansion that no contraction answers. The energy of the data falls and the samples cannot follow.`,
      ...(alarm.energy.mean < THRESHOLD.collapse * energyUnit ? [`That is more than the ${readable(energyUnit)} by which the slope from noise to data, or ${THRESHOLD.arrivedUnit} a coordinate, could explain it.`] : []),
      ...reasons,
    ],
    advice: sharpData
      ? ['Set ε_data to at least ε, better 2ε, and start again: the weights of a collapsed run are of no use.']
      : ['Go back to a checkpoint before d_s fell and lower the learning rate three to ten times; more Langevin steps an update help the samples to follow.'],
  };
}

function sharp({ alarm }: Measures): string {
  return `ε_data is below ε: chains whose every step adds noise ε are never as sharp as the data, and the network learns to tell them apart by that alone (r_s ${readable(alarm.gradient.mean)}).`;
}
