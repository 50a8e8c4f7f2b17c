import type { ClusteringComparison } from '../contract/clustering.ts';
import type { EnergyGain } from '../contract/kinetic.ts';

/**
 * Differences of NMI below this tell nothing: neighbouring numbers of sets of one map differ by so much on the same 1,000 digits (10 and 12 sets
 * of the prototype: 0.60 and 0.63 by pixel distances, 0.70 to 0.73 by energy). On digits the energy adds about so much to the stronger
 * control (0.035 at 10 sets, mean of five seeds), so that a single map may well say that it adds nothing.
 */
const EQUAL_NMI = 0.03;

/** Difference of NMI by chance, times √n. */
const CHANCE = 1.7;

/** Agreement from which two partitions are called alike: a round number, which no measurement stands behind. */
const ALIKE = 0.8;

/**
 * The least difference of NMI that counts, for n items: 0.03, or 1.7/√n where that is more. Two groupings of n items that are right
 * equally often differ in NMI by less than 1.7/√n in at least 19 of 20 cases, for 10 labels and any quality (a test draws them).
 */
export function leastGain(items: number): number {
  return Math.max(EQUAL_NMI, CHANCE / Math.sqrt(items));
}

/** What the energy adds to pixel distances with the same method, or takes from them. */
export function energyGain({ scores, agreement, items }: ClusteringComparison): EnergyGain {
  if (scores === null) return agreementGain(agreement.pixels);
  const gain = scores.sets.nmi - scores.pixels.nmi;
  const least = leastGain(items);
  const numbers = `NMI ${figure(scores.sets.nmi)} against ${figure(scores.pixels.nmi)}`;
  if (gain <= -least) {
    const why = 'Its learning did not converge, or its barriers do not run between what the labels tell apart.';
    return { kind: 'spoils', gain, text: `This energy spoils the grouping: ${numbers} of pixel distances. ${why}` };
  }
  const best = scores.ward.nmi > scores.kmeans.nmi ? (['Ward’s method', scores.ward.nmi] as const) : (['k-means', scores.kmeans.nmi] as const);
  const better = best[1] - scores.sets.nmi >= least ? ` But ${best[0]} on the pixels comes to ${figure(best[1])}.` : '';
  if (gain < least) {
    const chance = `±${figure(least)} that chance makes of ${items} states`;
    const text = gain >= EQUAL_NMI
      ? `The energy adds ${figure(gain)} NMI to pixel distances (${numbers}), within the ${chance}.`
      : `The energy adds nothing to pixel distances (${numbers}, beside the ${chance}).`;
    return { kind: 'nothing', gain, text: `${text}${better}` };
  }
  return { kind: 'adds', gain, text: `The energy adds ${figure(gain)} NMI to pixel distances (${numbers}).${better}` };
}

function agreementGain(agreement: number): EnergyGain {
  const numbers = `adjusted Rand index ${figure(agreement)}`;
  return agreement >= ALIKE
    ? { kind: 'alike', gain: null, text: `The energy groups the states as pixel distances do (${numbers}).` }
    : { kind: 'different', gain: null, text: `The energy groups the states otherwise than pixel distances do (${numbers}); which is better, labels would tell.` };
}

function figure(value: number): string {
  return value.toFixed(2);
}
