import type { Linkage } from '../contract/linkage.ts';
import { linkagePairs } from '../hierarchy/linkage.ts';
import { degrees } from './kinetic-graph.ts';
import type { KineticGraph } from './kinetic-graph.ts';
import { minimumCut } from './maximum-flow.ts';

/** Sets as a network of fluxes: what flows within and between them in equilibrium. Plain data. */
export interface SetFluxes {
  readonly sets: number;
  /** Z_a = Σ_(i in a) Σ_j w_ij, [sets]. */
  readonly weights: Float64Array;
  /** Σ_(i in a, j in b) w_ij [sets, sets], flat, symmetric; 0 on the diagonal. */
  readonly fluxes: Float64Array;
}

/** Minimum cuts between all sets as a tree: the cut between two is the smallest on their way (Gomory and Hu 1961). */
export interface CutTree {
  /** Set k > 0 hangs on `parents[k]`, its cut from it is `cuts[k]`; set 0 is the root. */
  readonly parents: Int32Array;
  readonly cuts: Float64Array;
}

/** Transition disconnectivity graph (Krivov and Karplus 2002, 2004). Plain data. */
export interface FreeEnergies {
  /** F_a = −T ln Z_a, [sets]. */
  readonly energies: Float64Array;
  /** −T ln of the minimum cut between each two sets [sets, sets], flat; Infinity where nothing flows; on the diagonal F_a. */
  readonly barriers: Float64Array;
  /** Sets joined at these barriers; a forest where nothing flows between parts. */
  readonly linkage: Linkage;
}

/** The fluxes between sets; `sets` [count] holds that of each state. Throws RangeError when there is not one of `setCount` for each. */
export function setFluxes(graph: KineticGraph, sets: Int32Array, setCount: number): SetFluxes {
  if (sets.length !== graph.count) throw new RangeError(`${sets.length} sets were given for ${graph.count} states.`);
  const weights = new Float64Array(setCount);
  const fluxes = new Float64Array(setCount * setCount);
  const degree = degrees(graph);
  for (let i = 0; i < graph.count; i++) {
    const set = sets[i]!;
    if (!(set >= 0 && set < setCount)) throw new RangeError(`State ${i} is in set ${set}, but there are only ${setCount}.`);
    weights[set]! += degree[i]!;
    for (let at = graph.starts[i]!; at < graph.starts[i + 1]!; at++) {
      const other = sets[graph.targets[at]!]!;
      // Each edge is met from both ends: counted from its lower one for both directions, so that the matrix is symmetric to the last bit.
      if (other === set || graph.targets[at]! < i) continue;
      fluxes[set * setCount + other]! += graph.weights[at]!;
      fluxes[other * setCount + set]! += graph.weights[at]!;
    }
  }
  return { sets: setCount, weights, fluxes };
}

/** The tree of minimum cuts between all sets, by sets − 1 maximum flows (Gusfield 1990). */
export function cutTree({ sets, fluxes }: Pick<SetFluxes, 'sets' | 'fluxes'>): CutTree {
  const parents = new Int32Array(sets);
  const cuts = new Float64Array(sets).fill(Infinity);
  for (let k = 1; k < sets; k++) {
    const { flow, side } = minimumCut(fluxes, sets, k, parents[k]!);
    cuts[k] = flow;
    for (let other = k + 1; other < sets; other++) if (side[other] === 1 && parents[other] === parents[k]) parents[other] = k;
  }
  return { parents, cuts };
}

/**
 * Free energies of sets, F_a = −T ln Z_a, and the barriers between them, −T ln of the minimum cut in the network of their fluxes, with the tree in which
 * they join. A barrier is at least as high as both sets, because a cut is no larger than all that flows out of a set. T in units of U.
 */
export function freeEnergies(flows: SetFluxes, temperature = 1): FreeEnergies {
  const { sets, weights } = flows;
  const { parents, cuts } = cutTree(flows);
  const energyOf = (weight: number): number => (weight > 0 ? -temperature * Math.log(weight) : Infinity);
  const energies = weights.map(energyOf);
  const smallest = new Float64Array(sets * sets);
  const barriers = new Float64Array(sets * sets);
  for (let a = 0; a < sets; a++) {
    barriers[a * sets + a] = energies[a]!;
    // A set hangs on one with a smaller number, so the ways of that are known.
    for (let b = 0; b < a; b++) {
      const parent = parents[a]!;
      const cut = b === parent ? cuts[a]! : Math.min(cuts[a]!, smallest[parent * sets + b]!);
      smallest[a * sets + b] = smallest[b * sets + a] = cut;
      barriers[a * sets + b] = barriers[b * sets + a] = energyOf(cut);
    }
  }
  const pairs = Array.from({ length: Math.max(0, sets - 1) }, (_, k) => ({ a: parents[k + 1]!, b: k + 1, height: energyOf(cuts[k + 1]!) }))
    .filter(({ height }) => height < Infinity)
    .sort((p, q) => p.height - q.height || p.b - q.b);
  return { energies, barriers, linkage: linkagePairs(sets, pairs) };
}
