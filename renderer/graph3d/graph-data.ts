import type { ImageStrip } from '../../core/contract/landscape.ts';

/** Data handed to a view that cannot be drawn; the message names the array, what was expected and what was found. */
export class ViewDataError extends Error {
  override name = 'ViewDataError';
}

/** A landscape as flat arrays: n basins, m joined pairs. */
export interface GraphData {
  count: number;
  /** What the nodes are; basins otherwise. */
  noun?: 'set' | 'basin';
  /** [n × 2] place in the plane. */
  positions: Float32Array;
  /** [n] U of the minimum. */
  energies: Float32Array;
  /** [n] */
  members: Uint32Array;
  /** The representatives in the same order, or null: spheres are drawn. */
  images: ImageStrip | null;
  /** [n] what a basin is called; its id or index otherwise. */
  labels?: string[];
  /** [n] stable ids: a basin keeps its place, selection and motion from one update to the next by them. Index otherwise. */
  ids?: Uint32Array;
  /** [n] id of the basin of the former data that each comes out of, −1: none. */
  origins?: Int32Array;
  /** [k × 2] id of a basin of the former data that is no more, and of the one that it goes into. */
  heirs?: Uint32Array;
  /** [m × 2] indices of joined pairs. */
  edges: Uint32Array;
  /** [m] barrier of attraction-diffusion; NaN where unknown. */
  edgeBarriers: Float32Array;
  /** [m] the same path relaxed; NaN where not refined. */
  edgeRefined?: Float32Array;
  /** [m] how much passes, 0…1: a line's width. All alike otherwise. */
  edgeFlux?: Float32Array;
  /** What the barriers are, where they are not those of attraction–diffusion. */
  barrierLabel?: string;
  /** Name of the vertical axis. */
  energyLabel: string;
  /** Names of the plane's axes when the plane is the data's own (2D potentials): they get ticks. */
  planeLabels?: [string, string];
}

function expectLength(name: string, array: ArrayLike<unknown>, wanted: number, why: string): void {
  if (array.length !== wanted) {
    throw new ViewDataError(`Graph data: ${name} has ${array.length} entries, but ${why} needs ${wanted}.`);
  }
}

function expectFinite(name: string, array: Float32Array, per: number): void {
  const at = array.findIndex((v) => !Number.isFinite(v));
  if (at >= 0) throw new ViewDataError(`Graph data: ${name} of basin ${Math.floor(at / per)} is ${array[at]}; it must be a finite number.`);
}

/**
 * Refuse data that does not fit together.
 *
 * @throws ViewDataError naming the first array that does not
 */
export function checkGraphData(data: GraphData): void {
  const n = data.count;
  if (!Number.isInteger(n) || n < 0) throw new ViewDataError(`Graph data: count is ${n}; it must be a whole number, 0 or more.`);
  const why = `count ${n}`;
  expectLength('positions', data.positions, 2 * n, why);
  expectLength('energies', data.energies, n, why);
  expectLength('members', data.members, n, why);
  if (data.labels) expectLength('labels', data.labels, n, why);
  if (data.ids) {
    expectLength('ids', data.ids, n, why);
    if (new Set(data.ids).size !== n) throw new ViewDataError('Graph data: ids holds the same id twice; every basin needs its own.');
  }
  expectFinite('positions', data.positions, 2);
  expectFinite('energies', data.energies, 1);
  if (data.edges.length % 2 !== 0) throw new ViewDataError(`Graph data: edges has ${data.edges.length} entries; pairs need an even number.`);
  const m = data.edges.length / 2;
  expectLength('edgeBarriers', data.edgeBarriers, m, `${m} edges`);
  if (data.edgeRefined) expectLength('edgeRefined', data.edgeRefined, m, `${m} edges`);
  if (data.origins) expectLength('origins', data.origins, n, why);
  if (data.edgeFlux) expectLength('edgeFlux', data.edgeFlux, m, `${m} edges`);
  for (let e = 0; e < m; e++) {
    const a = data.edges[2 * e]!;
    const b = data.edges[2 * e + 1]!;
    if (a >= n || b >= n) throw new ViewDataError(`Graph data: edge ${e} joins ${a} and ${b}, but there are ${n} basins (0 to ${n - 1}).`);
    if (a === b) throw new ViewDataError(`Graph data: edge ${e} joins basin ${a} to itself.`);
  }
  if (data.images) checkImages(data.images, n);
}

function checkImages(images: ImageStrip, count: number): void {
  expectLength('images', { length: images.count }, count, `count ${count}`);
  const bytes = images.width * images.height * images.channels * images.count;
  if (images.pixels.length !== bytes) {
    throw new ViewDataError(
      `Graph data: images holds ${images.pixels.length} bytes, but ${images.count} images of ${images.width}×${images.height}×${images.channels} need ${bytes}.`,
    );
  }
}

/** Height that an edge is drawn at: the refined barrier where there is one, else the one of attraction-diffusion. */
export function edgeHeights(data: Pick<GraphData, 'edgeBarriers' | 'edgeRefined'>): Float32Array {
  const refined = data.edgeRefined;
  return refined ? data.edgeBarriers.map((b, e) => (Number.isNaN(refined[e]!) ? b : refined[e]!)) : data.edgeBarriers;
}

/** Of every basin, the edges that meet it. */
export interface Neighbours {
  /** [n + 1] where each basin's stretch of `edge` starts. */
  start: Uint32Array;
  /** [2m] edge numbers. */
  edge: Uint32Array;
}

/** Edges by basin, as one flat list. */
export function neighboursOf(count: number, edges: Uint32Array): Neighbours {
  const start = new Uint32Array(count + 1);
  for (const node of edges) start[node + 1]!++;
  for (let i = 0; i < count; i++) start[i + 1]! += start[i]!;
  const next = start.slice(0, count);
  const edge = new Uint32Array(edges.length);
  for (let k = 0; k < edges.length; k++) edge[next[edges[k]!]!++] = k >> 1;
  return { start, edge };
}
