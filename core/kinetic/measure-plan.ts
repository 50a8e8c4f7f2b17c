import { freeEnergies, setFluxes } from './free-energy-tree.ts';
import { lowestWay, lowestWays, potentialTree } from './graph-barriers.ts';
import type { GraphWay } from './join-refinement.ts';
import type { KineticGraph } from './kinetic-graph.ts';
import { farMembers, neighbouringSets } from './neighbouring-sets.ts';
import type { TriedPair } from './ramped-trials.ts';
import type { ChordRecord } from './records.ts';
import { setStates } from './set-states.ts';

/** What is measured between the sets of one cut. Plain data. */
export interface MeasurePlan {
  /** Representatives of neighbouring sets, then of each set its representative and a member far from it, the control. */
  readonly pairs: readonly TriedPair[];
  /** The lowest ways of the joins of the tree of potential energy, lowest first. */
  readonly ways: readonly GraphWay[];
}

/**
 * What to measure between `sets` [count], `setCount` of them: attraction–diffusion between neighbours (`neighbouringSets`), both ends their representatives,
 * with the same inside each set as a control; and the ways of the tree of potential energy to relax. T in units of U.
 */
export function planMeasures(
  { graph, sets, setCount, coordinates, energies, chords, temperature, nearest }: {
    readonly graph: KineticGraph; readonly sets: Int32Array; readonly setCount: number; readonly coordinates: Float64Array; readonly energies: ArrayLike<number>;
    readonly chords: ChordRecord; readonly temperature: number; readonly nearest: number;
  },
): MeasurePlan {
  const { representatives, bottoms } = setStates(sets, setCount, coordinates, energies);
  const flows = setFluxes(graph, sets, setCount);
  const between = neighbouringSets(freeEnergies(flows, temperature), flows, nearest);
  const far = farMembers(sets, representatives, coordinates);
  const pairs = [
    ...between.map(([a, b]): TriedPair => ({ a: representatives[a]!, b: representatives[b]!, path: true })),
    ...Array.from(far, (state, set): TriedPair => ({ a: representatives[set]!, b: state, path: false })).filter(({ b }) => b >= 0),
  ];
  const lowest = lowestWays(graph.count, chords, chords.highest);
  const tree = potentialTree(lowest, bottoms);
  const ways = Array.from(tree.linkage.heights, (barrier, join) => {
    const [from, to] = [bottoms[tree.between[2 * join]!]!, bottoms[tree.between[2 * join + 1]!]!];
    return { states: lowestWay(lowest, from, to)!.states, barrier };
  });
  return { pairs, ways };
}
