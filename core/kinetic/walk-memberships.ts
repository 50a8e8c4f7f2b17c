import { COORDINATE_STEPS } from './kinetic-coordinates.ts';
import { degrees } from './kinetic-graph.ts';
import type { KineticGraph } from './kinetic-graph.ts';

/**
 * Soft memberships χ_a(i) = Σ_(j in a) (P^t)_ij [count, sets], flat: the part of the walks from state i that stand in set a after t steps.
 *
 * They are defined for any sets, so that they belong to the ones shown whatever their number; each is 0 … 1 and they add up to 1. A state deep in
 * its set has 1 there, one between two sets divides. (PCCA+ gives such numbers for the sets it chooses itself; these sets come from a hierarchy.)
 * `sets` [count] holds the set of each state. A state without edges stays. Throws RangeError when there is not one set a state.
 */
export function walkMemberships(graph: KineticGraph, sets: Int32Array, setCount: number, steps = COORDINATE_STEPS): Float64Array {
  const { count, starts, targets, weights } = graph;
  if (sets.length !== count) throw new RangeError(`${sets.length} sets were given for ${count} states.`);
  const degree = degrees(graph);
  let now = new Float64Array(count * setCount);
  sets.forEach((set, i) => {
    if (!(set >= 0 && set < setCount)) throw new RangeError(`State ${i} is in set ${set}, but there are only ${setCount}.`);
    now[i * setCount + set] = 1;
  });
  for (let step = 0; step < steps; step++) {
    const next = new Float64Array(count * setCount);
    for (let i = 0; i < count; i++) {
      const row = i * setCount;
      if (!(degree[i]! > 0)) next.set(now.subarray(row, row + setCount), row);
      for (let at = starts[i]!; at < starts[i + 1]! && degree[i]! > 0; at++) {
        const part = weights[at]! / degree[i]!;
        const from = targets[at]! * setCount;
        for (let a = 0; a < setCount; a++) next[row + a]! += part * now[from + a]!;
      }
    }
    now = next;
  }
  return now;
}
