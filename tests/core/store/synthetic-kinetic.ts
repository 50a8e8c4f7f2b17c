import { compareHierarchies } from '../../../core/analysis/compare-clusterings.ts';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { cutLinkage } from '../../../core/hierarchy/cut-linkage.ts';
import { wardLinkage } from '../../../core/hierarchy/ward.ts';
import { setCoordinates } from '../../../core/kinetic/kinetic-coordinates.ts';
import { buildKineticGraph } from '../../../core/kinetic/kinetic-graph.ts';
import { slowModes } from '../../../core/kinetic/slow-modes.ts';
import { thumbnail } from '../../../core/landscape/thumbnail.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { integerAt, uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import type { Workspace } from '../../../core/store/workspace.ts';

export const SIDE = 4;

export interface SyntheticMap {
  readonly map: string;
  /** Block of each state, which is also its label. */
  readonly blockOf: Int32Array;
  readonly energies: Float64Array;
}

/**
 * A finished kinetic map of `blocks` blocks of `size` images of 4 × 4, made from the numerics without a potential: within a block chords rise by up to 1, between
 * blocks by 8 and more, the more the further their numbers are apart. State i·blocks + k is the i-th of block k.
 */
export async function addKineticMap(workspace: Workspace, blocks: number, size: number, modes = 2 * blocks, seed = 1): Promise<SyntheticMap> {
  const count = blocks * size;
  const potential = await workspace.potentials.add(
    { name: 'blocks', sha256: 'cd'.repeat(32), provenance: 'made up for a test', bundled: false },
    {
      network: openNetwork({ net: 'toy', inputShape: [1, SIDE, SIDE], layers: [{ type: 'conv2d', key: 'f.0', out: 1, kernel: SIDE, stride: 1, padding: 0 }] }),
      weights: { 'f.0.weight': Float32Array.from({ length: SIDE * SIDE }, (_, at) => at / 8), 'f.0.bias': new Float32Array([3]) },
      trainEpsilon: 0.125,
    },
  );
  const { id: map } = workspace.maps.add({ name: 'blocks', potential: potential.id, settings: mapSettings.parse({ method: 'kinetic', temperature: 2 }), warnings: [], dataset: null, labels: null, engine: 'fake' });
  const key = streamKey(seed);
  const blockOf = Int32Array.from({ length: count }, (_, i) => i % blocks);
  const energies = Float64Array.from({ length: count }, (_, i) => -10 + blockOf[i]! + 4 * uniformAt(key, 0, i));
  const pairs = new Map<number, [number, number]>();
  const put = (i: number, j: number): void => void (i !== j && pairs.set(Math.min(i, j) * count + Math.max(i, j), [Math.min(i, j), Math.max(i, j)]));
  for (let i = 0; i < count; i++) {
    for (let draw = 0; draw < 12; draw++) put(i, blockOf[i]! + blocks * integerAt(key, 1, 12 * i + draw, size));
    for (let draw = 0; draw < 3; draw++) put(i, integerAt(key, 2, 3 * i + draw, count));
  }
  const found = [...pairs.values()].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const a = Int32Array.from(found, ([p]) => p);
  const b = Int32Array.from(found, ([, q]) => q);
  const excess = Float64Array.from(found, ([p, q], at) => uniformAt(key, 3, at) + (blockOf[p] === blockOf[q] ? 0 : 7 + Math.abs(blockOf[p]! - blockOf[q]!)));
  const highest = excess.map((rise, at) => Math.max(energies[a[at]!]!, energies[b[at]!]!) + rise);
  const { graph, edges } = buildKineticGraph(count, { a, b }, excess);
  const weights = Float64Array.from(edges, (chord) => {
    for (let at = graph.starts[a[chord]!]!; at < graph.starts[a[chord]! + 1]!; at++) if (graph.targets[at] === b[chord]) return graph.weights[at]!;
    throw new Error('an edge is not in its graph');
  });
  const slow = slowModes(graph, modes);
  const directions = setCoordinates(slow, SIDE * SIDE);
  const linkage = wardLinkage(directions.coordinates, directions.modes);
  const points = Array.from({ length: count }, (_, i) => Float32Array.from({ length: SIDE * SIDE }, (_, d) => Math.sin(blockOf[i]! + d) * 0.8 + 0.1 * uniformAt(key, 4, i * SIDE * SIDE + d)));
  workspace.transaction(() => {
    points.forEach((x, state) => {
      workspace.inherent.put(map, { state, energy: energies[state]!, x }, thumbnail(x, [1, SIDE, SIDE]));
      const warm = x.map((value, d) => value + 0.1 * (uniformAt(key, 5, state * SIDE * SIDE + d) - 0.5));
      workspace.members.put(map, { state, placedIn: null, energy: energies[state]! + 8, source: state, label: String(blockOf[state]), x: warm }, thumbnail(warm, [1, SIDE, SIDE]));
    });
    workspace.kinetic.put(map, { chords: { a, b, excess, highest }, edges, weights, eigenvalues: slow.eigenvalues, vectors: slow.vectors, stationary: slow.stationary });
    workspace.hierarchies.put(map, { leafKind: 'state', linkage, sets: blocks });
    const control = wardLinkage(Float32Array.from(points.flatMap((x) => [...x])), SIDE * SIDE);
    workspace.kinetic.putScores(map, compareHierarchies({ sets: linkage, ward: control, pixels: control, kmeans: (m) => cutLinkage(control, m) }, Array.from(blockOf, String), [2, blocks]));
  });
  return { map, blockOf, energies };
}
