/** The largest flow between two nodes and the cut that bounds it. */
export interface MinimumCut {
  readonly flow: number;
  /** 1 for the nodes on the source's side, [nodes]. */
  readonly side: Uint8Array;
}

/** Residual capacity below this part of the largest capacity is rounding, not a way. */
const NOTHING = 1e-14;

/**
 * The maximum flow from `source` to `sink` through undirected capacities [nodes, nodes], flat, symmetric, and a minimum cut, by shortest augmenting
 * paths in layers (Dinic 1970). For networks of tens of nodes, dense. Throws RangeError when source and sink are one or a capacity is negative.
 */
export function minimumCut(capacities: Float64Array, nodes: number, source: number, sink: number): MinimumCut {
  if (capacities.length !== nodes * nodes) throw new RangeError(`A network of ${nodes} nodes has ${nodes * nodes} capacities; got ${capacities.length}.`);
  if (source === sink) throw new RangeError(`There is no cut between node ${source} and itself.`);
  let largest = 0;
  for (const value of capacities) {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`A capacity of the network is ${value}: finite numbers of at least 0 are needed.`);
    largest = Math.max(largest, value);
  }
  const residual = capacities.slice();
  const least = NOTHING * largest;
  const depth = new Int32Array(nodes);
  const tried = new Int32Array(nodes);
  const push = (node: number, most: number): number => {
    if (node === sink) return most;
    for (; tried[node]! < nodes; tried[node]!++) {
      const next = tried[node]!;
      const room = residual[node * nodes + next]!;
      if (depth[next] !== depth[node]! + 1 || !(room > least)) continue;
      const pushed = push(next, Math.min(most, room));
      if (pushed === 0) continue;
      residual[node * nodes + next]! -= pushed;
      residual[next * nodes + node]! += pushed;
      return pushed;
    }
    return 0;
  };
  for (;;) {
    depth.fill(-1);
    depth[source] = 0;
    const queue = [source];
    for (const node of queue) {
      for (let next = 0; next < nodes; next++) {
        if (depth[next]! >= 0 || !(residual[node * nodes + next]! > least)) continue;
        depth[next] = depth[node]! + 1;
        queue.push(next);
      }
    }
    if (depth[sink]! < 0) break;
    tried.fill(0);
    while (push(source, Infinity) > 0);
  }
  const side = Uint8Array.from(depth, (value) => (value >= 0 ? 1 : 0));
  // The cut itself: a sum of few capacities, where the flow would be one of many pushes.
  let flow = 0;
  for (let i = 0; i < nodes; i++) for (let j = 0; j < nodes; j++) if (side[i] === 1 && side[j] === 0) flow += capacities[i * nodes + j]!;
  return { flow, side };
}
