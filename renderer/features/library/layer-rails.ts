import type { LayerRow } from '../../../core/contract/network.ts';

/** What is drawn beside one row of a table of layers: lines from above into its node, on past it, and on below. Lanes count from the left. */
export interface Rail {
  /** Lane of the row's node. */
  readonly lane: number;
  /** Lanes from which lines bend into the node. */
  readonly into: readonly number[];
  /** Lanes whose lines go past. */
  readonly past: readonly number[];
  /** Whether others read what the row makes. */
  readonly goesOn: boolean;
}

/**
 * The graph of a network beside its table: the state's row, one for each layer, and that of the energy. What a layer makes goes down its own lane
 * to the last that reads it; who reads it earlier stands beside, so that a residual stream is straight and its blocks bulge. null for tables that
 * do not say what their rows read.
 */
export function railsOf(layers: readonly LayerRow[]): Rail[] | null {
  if (layers.length === 0 || layers.some(({ inputs }) => inputs === undefined)) return null;
  const read = new Set(layers.flatMap(({ inputs }) => inputs!));
  // Places count the state as 0. What no layer reads goes into the energy.
  const inputs = [[], ...layers.map((row) => row.inputs!.map((at) => at + 1)), layers.flatMap((_, at) => (read.has(at) ? [] : [at + 1]))];
  const last = new Map<number, number>();
  inputs.forEach((from, row) => from.forEach((at) => last.set(at, row)));
  const lanes: (number | null)[] = [];
  const laneOf = new Map<number, number>();
  return inputs.map((from, row) => {
    const into = from.map((at) => laneOf.get(at)!).toSorted((a, b) => a - b);
    const ending = from.filter((at) => last.get(at) === row).map((at) => laneOf.get(at)!);
    for (const lane of ending) lanes[lane] = null;
    const past = lanes.flatMap((at, lane) => (at === null ? [] : [lane]));
    const free = lanes.indexOf(null);
    const lane = ending.length > 0 ? Math.min(...ending) : free < 0 ? lanes.length : free;
    const goesOn = last.has(row);
    laneOf.set(row, lane);
    lanes[lane] = goesOn ? row : null;
    return { lane, into, past, goesOn };
  });
}
