import type { TransitionCounts } from './count-transitions.ts';

/**
 * Groups of states that counted transitions connect in both directions (strongly connected components), the one with most counts
 * first; states in rising order. A stationary distribution is estimated within a group only: between groups no count says how they
 * are to be weighed.
 */
export function connectedSets({ states, counts }: TransitionCounts): number[][] {
  const reach = Array.from({ length: states }, (_, from) => reachable(counts, states, from));
  const groups: number[][] = [];
  const placed = new Uint8Array(states);
  for (let state = 0; state < states; state++) {
    if (placed[state] === 1) continue;
    const group = Array.from({ length: states }, (_, other) => other).filter((other) => reach[state][other] === 1 && reach[other][state] === 1);
    for (const member of group) placed[member] = 1;
    groups.push(group);
  }
  const rowSum = (i: number): number => counts.subarray(i * states, (i + 1) * states).reduce((sum, count) => sum + count, 0);
  const weight = (group: readonly number[]): number => group.reduce((sum, i) => sum + rowSum(i), 0);
  const weights = new Map(groups.map((group) => [group, weight(group)]));
  return groups.sort((p, q) => weights.get(q)! - weights.get(p)! || p[0] - q[0]);
}

/** 1 where transitions lead from `from`, itself included. */
function reachable(counts: Float64Array, states: number, from: number): Uint8Array {
  const seen = new Uint8Array(states);
  seen[from] = 1;
  const open = [from];
  while (open.length > 0) {
    const at = open.pop()!;
    for (let to = 0; to < states; to++) {
      if (seen[to] === 1 || counts[at * states + to] === 0) continue;
      seen[to] = 1;
      open.push(to);
    }
  }
  return seen;
}
