import type { ClusteringComparison, NeighbourComparison } from '../contract/clustering.ts';
import type { EnergyGain } from '../contract/kinetic.ts';

/**
 * Differences of NMI below this tell nothing: neighbouring numbers of sets of one map differ by so much on the same 1,000 digits. On digits the energy adds
 * about so much to the pixel graph (mean of five seeds), so that the sets of a single map may well not tell it: the neighbours do.
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

/** Where an energy spoils what distances have right. */
const WHY = 'Its learning did not converge, or its barriers do not run between what the labels tell apart.';

/** What the energy adds to pixel distances with the same method, or takes from them: by the sets where their difference stands out, else by the neighbours. */
export function energyGain({ scores, agreement, items, neighbours = null }: ClusteringComparison): EnergyGain {
  if (scores === null) return agreementGain(agreement.pixels);
  const gain = scores.sets.nmi - scores.pixels.nmi;
  const least = leastGain(items);
  const numbers = `NMI ${figure(scores.sets.nmi)} against ${figure(scores.pixels.nmi)}`;
  if (gain <= -least) {
    return { kind: 'spoils', gain, text: `This energy spoils the grouping: ${numbers} of pixel distances. ${WHY}${alsoNeighbours(neighbours)}` };
  }
  const best = scores.ward.nmi > scores.kmeans.nmi ? (['Ward’s method', scores.ward.nmi] as const) : (['k-means', scores.kmeans.nmi] as const);
  const better = best[1] - scores.sets.nmi >= least ? ` But ${best[0]} on the pixels comes to ${figure(best[1])}.` : '';
  if (gain < least) {
    const chance = `±${figure(least)} that chance makes of ${items} states`;
    if (neighbours !== null && (neighbours.low > 0 || neighbours.high < 0)) {
      const sets = ` The sets do not tell it: ${numbers}, beside the ${chance}.${better}`;
      return neighbours.low > 0
        ? { kind: 'adds', gain, text: `The energy adds to pixel distances: ${neighbourWords(neighbours)}.${sets}` }
        : { kind: 'spoils', gain, text: `This energy spoils what is near: ${neighbourWords(neighbours)}. ${WHY}${sets}` };
    }
    const text = gain >= EQUAL_NMI
      ? `The energy adds ${figure(gain)} NMI to pixel distances (${numbers}), within the ${chance}.`
      : `The energy adds nothing to pixel distances (${numbers}, beside the ${chance}).`;
    return { kind: 'nothing', gain, text: `${text}${better}${alsoNeighbours(neighbours)}` };
  }
  return { kind: 'adds', gain, text: `The energy adds ${figure(gain)} NMI to pixel distances (${numbers}).${better}${alsoNeighbours(neighbours)}` };
}

function agreementGain(agreement: number): EnergyGain {
  const numbers = `adjusted Rand index ${figure(agreement)}`;
  return agreement >= ALIKE
    ? { kind: 'alike', gain: null, text: `The energy groups the states as pixel distances do (${numbers}).` }
    : { kind: 'different', gain: null, text: `The energy groups the states otherwise than pixel distances do (${numbers}); which is better, labels would tell.` };
}

function neighbourWords({ keep, energy, pixels, gain, high }: NeighbourComparison): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const points = `${gain < 0 ? '−' : '+'}${(100 * Math.abs(gain)).toFixed(1)} ± ${(100 * (high - gain)).toFixed(1)} points`;
  return `${percent(energy)} of the ${keep} neighbours that it gives a state share its label, ${percent(pixels)} of the ${keep} nearest by pixels (${points})`;
}

function alsoNeighbours(neighbours: NeighbourComparison | null): string {
  return neighbours === null ? '' : ` Of neighbours: ${neighbourWords(neighbours)}.`;
}

function figure(value: number): string {
  return value.toFixed(2);
}
