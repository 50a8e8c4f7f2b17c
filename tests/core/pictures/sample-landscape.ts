import type { EdgeRow, JoinRow, Landscape } from '../../../core/contract/landscape.ts';

export interface SampleOptions {
  readonly basins: number;
  readonly seed: number;
  readonly images?: boolean;
  readonly twoD?: boolean;
  readonly labels?: boolean;
  readonly trees?: number;
}

/** Repeatable numbers in [0, 1): a small multiplicative generator. */
function generator(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** A made-up landscape that keeps the contract: random basins, joined pair by pair from below, in `trees` trees. */
export function sampleLandscape(options: SampleOptions): Landscape {
  const random = generator(options.seed);
  const { basins: count, trees = 1 } = options;
  const basins = Array.from({ length: count }, (_, index): Landscape['basins'][number] => {
    const angle = (2 * Math.PI * index) / count;
    const position: [number, number] = [Math.cos(angle), Math.sin(angle)];
    return {
      id: index * 2,
      energy: -5 + 4 * random(),
      members: 1 + Math.floor(random() ** 3 * 200),
      position: options.twoD === true ? position : null,
      layout: position,
      merged: index === 0 ? [1] : [],
      labelCounts: options.labels === true ? { '3': 1 + Math.floor(random() * 20), '8': Math.floor(random() * 8) } : null,
    };
  });
  const joins: JoinRow[] = [];
  const edges: EdgeRow[] = [];
  const roots: number[] = [];
  const x: number[] = basins.map((_, index) => index);
  const share = Math.ceil(count / trees);
  for (let start = 0; start < count; start += share) {
    let groups = Array.from({ length: Math.min(share, count - start) }, (_, index) => ({ node: start + index, leaf: start + index, height: basins[start + index]?.energy ?? 0 }));
    while (groups.length > 1) {
      const at = Math.floor(random() * (groups.length - 1));
      const left = groups[at];
      const right = groups[at + 1];
      if (left === undefined || right === undefined) break;
      const refined = Math.max(left.height, right.height) + 0.1 + random() * 0.6;
      const node = count + joins.length;
      joins.push({ node, children: [left.node, right.node], barrier: refined + random() * 0.5, refined: random() < 0.85 ? refined : null, height: refined, via: [left.leaf, right.leaf] });
      x[node] = ((x[left.node] ?? 0) + (x[right.node] ?? 0)) / 2;
      groups = [...groups.slice(0, at), { node, leaf: left.leaf, height: refined }, ...groups.slice(at + 2)];
    }
    roots.push(groups[0]?.node ?? start);
  }
  for (const join of joins) {
    const height = join.refined ?? join.barrier;
    join.height = height;
    const [a, b] = join.via;
    edges.push({ a: basins[a]?.id ?? 0, b: basins[b]?.id ?? 0, status: 'joined', barrier: join.barrier, refined: join.refined, forward: [3, 5], backward: [1, 5] });
  }
  if (trees > 1) edges.push({ a: 0, b: basins.at(-1)?.id ?? 0, status: 'failed', barrier: null, refined: null, forward: [0, 3], backward: [0, 3] });
  const side = 12;
  return {
    map: 'map',
    potential: 'potential',
    cut: { leafKind: 'basin', sets: count, own: count, fewest: count, most: count },
    basins,
    edges,
    forest: { joins, roots, x },
    images:
      options.images === true
        ? { width: side, height: side, channels: 1, count, pixels: Uint8Array.from({ length: count * side * side }, (_, index) => ((index % side) * 20 + Math.floor(index / side) * 7) % 256) }
        : null,
    discovery: [],
    sweep: [],
    alpha: 40,
    scores: null,
  };
}
