import { graphOf } from '../../../core/kinetic/kinetic-graph.ts';
import type { KineticGraph } from '../../../core/kinetic/kinetic-graph.ts';
import { integerAt, uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

type Edge = readonly [number, number, number];

export function graphFrom(count: number, edges: readonly Edge[]): KineticGraph {
  return graphOf(count, edges.map(([a]) => a), edges.map(([, b]) => b), edges.map(([, , weight]) => weight));
}

/** A ring of equal rates: P has the eigenvalues cos(2πk/n), all but 1 (and −1) twice. */
export function cycle(n: number): KineticGraph {
  return graphFrom(n, Array.from({ length: n }, (_, i) => [Math.min(i, (i + 1) % n), Math.max(i, (i + 1) % n), 1]));
}

/** A torus of rows × columns: P has the eigenvalues (cos(2πk/rows) + cos(2πl/columns))/2, most four times. */
export function torus(rows: number, columns: number): KineticGraph {
  const edges: Edge[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      edges.push([r * columns + c, r * columns + ((c + 1) % columns), 1], [r * columns + c, ((r + 1) % rows) * columns + c, 1]);
    }
  }
  return graphFrom(rows * columns, edges);
}

/** Blocks of `size` states, each joined to some `inside` of its own block at rate 1 and to one of another at rate `across`. */
export function blocks(count: number, size: number, inside: number, across: number, seed = 1): KineticGraph {
  const edges = new Map<number, Edge>();
  const total = count * size;
  const put = (i: number, j: number, weight: number): void => {
    if (i !== j) edges.set(Math.min(i, j) * total + Math.max(i, j), [Math.min(i, j), Math.max(i, j), weight]);
  };
  for (let i = 0; i < total; i++) {
    const own = Math.floor(i / size) * size;
    for (let draw = 0; draw < inside; draw++) put(i, own + integerAt(streamKey(seed, i), 0, draw, size), 0.5 + uniformAt(streamKey(seed, i), 1, draw));
    if (across > 0) {
      const other = integerAt(streamKey(seed, i), 2, 0, total);
      if (Math.floor(other / size) * size !== own) put(i, other, across);
    }
  }
  return graphFrom(total, [...edges.values()]);
}

/** W as a dense matrix. */
export function dense({ count, starts, targets, weights }: KineticGraph): Float64Array {
  const matrix = new Float64Array(count * count);
  for (let i = 0; i < count; i++) for (let at = starts[i]!; at < starts[i + 1]!; at++) matrix[i * count + targets[at]!] = weights[at]!;
  return matrix;
}
