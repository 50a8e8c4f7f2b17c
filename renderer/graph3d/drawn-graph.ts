import { archApex } from './arch.ts';
import type { AxisContent } from './axis-labels.ts';
import { energyRange, type EnergyRange } from './energy-range.ts';
import { checkGraphData, edgeHeights, neighboursOf, type GraphData, type Neighbours } from './graph-data.ts';
import type { NodeSet } from './node-set.ts';
import { nodeRadius, nodeSizes } from './node-size.ts';
import { extentOf, heightOf, plotBox, worldX, worldZ, type PlotBox } from './plot-box.ts';
import { spanningEdges } from './spanning-edges.ts';
import { niceTicks } from './ticks.ts';

/** All that follows from one setting of a graph's data. */
export interface DrawnGraph {
  data: GraphData;
  range: EnergyRange;
  box: PlotBox;
  nodes: NodeSet;
  /** [m] U that an edge is drawn at; NaN where unknown. */
  heights: Float32Array;
  /** [m] world height of an arch's top. */
  apexes: Float32Array;
  /** [m] place in the colormap; −1 where the barrier is unknown. */
  tones: Float32Array;
  /** [m] 1 on the joins of the disconnectivity tree. */
  spanning: Uint8Array;
  neighbours: Neighbours;
  axis: AxisContent;
}

const boxHeight = 1.55;

/** Place of an energy in the colormap, 0…1. */
export function toneOf(range: EnergyRange, energy: number): number {
  return Math.min(1, Math.max(0, (energy - range.low) / (range.high - range.low)));
}

/** What basins are called: their labels, else ids, else indices. */
export function namesOf(count: number, labels: string[] | undefined, ids: Uint32Array | undefined): string[] {
  return labels ?? Array.from({ length: count }, (_, i) => String(ids ? ids[i] : i));
}

/**
 * Lay a landscape out in its box.
 *
 * @throws ViewDataError when the arrays do not fit together
 */
export function drawnGraph(data: GraphData): DrawnGraph {
  checkGraphData(data);
  const n = data.count;
  const heights = edgeHeights(data);
  const range = energyRange(data.energies, heights);
  const sizes = nodeSizes(n, data.images === null);
  const box = plotBox(extentOf(data.positions), range, Math.max(0.06, sizes.largest * 1.2), boxHeight);
  const most = data.members.reduce((p, q) => Math.max(p, q), 1);
  const places = new Float32Array(n * 4);
  for (let i = 0; i < n; i++) {
    places[i * 4] = worldX(box, data.positions[2 * i]!);
    places[i * 4 + 1] = heightOf(box, data.energies[i]!);
    places[i * 4 + 2] = worldZ(box, data.positions[2 * i + 1]!);
    places[i * 4 + 3] = nodeRadius(data.members[i]!, most, sizes);
  }
  const footOf = (end: number): number => places[data.edges[end]! * 4 + 1]!;
  return {
    data,
    range,
    box,
    heights,
    apexes: heights.map((h, e) => archApex(footOf(2 * e), footOf(2 * e + 1), heightOf(box, h))),
    tones: heights.map((h) => (Number.isNaN(h) ? -1 : toneOf(range, h))),
    spanning: spanningEdges(n, data.edges, heights),
    neighbours: neighboursOf(n, data.edges),
    axis: axisContent(data, box, range),
    nodes: {
      count: n,
      places,
      tones: data.energies.map((u) => toneOf(range, u)),
      feet: new Float32Array(n),
      members: data.members,
      labels: namesOf(n, data.labels, data.ids),
      keys: data.ids ?? Uint32Array.from({ length: n }, (_, i) => i),
      images: data.images,
      ...(data.origins ? { origins: data.origins } : {}),
      ...(data.heirs ? { heirs: data.heirs } : {}),
    },
  };
}

function axisContent(data: GraphData, box: PlotBox, range: EnergyRange): AxisContent {
  const xHalf = box.halfX / box.planeScale;
  const yHalf = box.halfZ / box.planeScale;
  return {
    energyLabel: data.energyLabel,
    energyTicks: niceTicks(Math.max(box.floor, range.low - 0.08 * (range.high - range.low)), box.lid, 5),
    plane: data.planeLabels
      ? {
          names: data.planeLabels,
          x: niceTicks(box.centerX - xHalf, box.centerX + xHalf, 5),
          y: niceTicks(box.centerY - yHalf, box.centerY + yHalf, 5),
        }
      : null,
  };
}

/** Numbers of the edges that meet a node. */
export function incidentEdges(drawn: DrawnGraph, node: number): number[] {
  const { start, edge } = drawn.neighbours;
  return node < 0 ? [] : Array.from(edge.subarray(start[node]!, start[node + 1]!));
}

/** The edge between two nodes, or −1. */
export function edgeBetween(drawn: DrawnGraph, a: number, b: number): number {
  const n = drawn.data.count;
  if (a === b || a < 0 || b < 0 || a >= n || b >= n) return -1;
  const { edges } = drawn.data;
  return incidentEdges(drawn, a).find((e) => edges[2 * e] === b || edges[2 * e + 1] === b) ?? -1;
}
