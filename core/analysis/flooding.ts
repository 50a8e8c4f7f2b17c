import { disjointSets, rootOf, unite } from '../hierarchy/disjoint-sets.ts';

/** A local minimum of a flooded grid. */
export interface GridMinimum {
  /** Cell of the grid, row · columns + column. */
  readonly cell: number;
  readonly energy: number;
  /** Lowest saddle to a deeper minimum: its energy and cell, and that minimum (index into `Flooding.minima`); null for the deepest. */
  readonly saddle: { readonly energy: number; readonly cell: number; readonly into: number } | null;
  /** How far the minimum must be filled to run over into a deeper one: saddle energy − energy; Infinity for the deepest. */
  readonly persistence: number;
}

/** One join of the merge tree: when the water reaches `energy` at `cell`, the pool of `from` runs over into that of `into`. */
export interface GridJoin {
  readonly energy: number;
  readonly cell: number;
  readonly from: number;
  readonly into: number;
}

export interface Flooding {
  /** By energy, deepest first. */
  readonly minima: readonly GridMinimum[];
  /** The merge tree, lowest join first. */
  readonly joins: readonly GridJoin[];
}

/**
 * Floods a grid in order of energy with union–find, cells joining their 8 neighbours: gives every minimum of the grid, the
 * merge tree, and with them the exact lowest barrier between any two minima (science.md, section 5, "Exact check").
 *
 * `energies` is row-major [rows, columns]; equal energies count in order of their cells. A minimum dies where its pool meets
 * a deeper one. Energies are exact on the grid; the function between its points may lie lower (minima) or differ (saddles)
 * by its variation over one cell.
 * Throws RangeError when sizes do not fit or an energy is not a number.
 */
export function floodGrid(energies: ArrayLike<number>, rows: number, columns: number): Flooding {
  const cells = rows * columns;
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || rows < 1 || columns < 1 || energies.length !== cells) {
    throw new RangeError(`Flooding a grid of ${rows} x ${columns} needs ${cells} energies; got ${energies.length}.`);
  }
  const order = new Uint32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    if (Number.isNaN(energies[cell])) throw new RangeError(`The energy of grid cell ${cell} (row ${Math.floor(cell / columns)}) is not a number.`);
    order[cell] = cell;
  }
  order.sort((a, b) => energies[a]! - energies[b]! || a - b);

  const rank = new Uint32Array(cells);
  order.forEach((cell, i) => (rank[cell] = i));

  // A pool's root is its first flooded cell, its deepest minimum: the deeper root always survives.
  const pools = disjointSets(cells);
  const found: number[] = [];
  const joins: { energy: number; cell: number; from: number; into: number }[] = [];
  for (let i = 0; i < cells; i++) {
    const cell = order[i]!;
    const row = Math.floor(cell / columns);
    const column = cell - row * columns;
    let pool = cell;
    for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
        const neighbour = r * columns + c;
        const isDry = rank[neighbour]! > i;
        if (neighbour === cell || isDry) continue;
        const other = rootOf(pools, neighbour);
        if (other === pool) continue;
        const [into, from] = rank[pool]! < rank[other]! ? [pool, other] : [other, pool];
        if (from !== cell) joins.push({ energy: energies[cell]!, cell, from, into });
        pool = unite(pools, from, into);
      }
    }
    if (pool === cell) found.push(cell);
  }

  // Cells were flooded in order of energy, so `found` is already sorted.
  const indexOf = new Map(found.map((cell, index) => [cell, index]));
  const tree = joins.map((join) => ({ ...join, from: indexOf.get(join.from)!, into: indexOf.get(join.into)! }));
  const death = new Map(tree.map((join) => [join.from, join]));
  const minima = found.map((cell, index): GridMinimum => {
    const energy = energies[cell]!;
    const join = death.get(index);
    return join === undefined
      ? { cell, energy, saddle: null, persistence: Infinity }
      : { cell, energy, saddle: { energy: join.energy, cell: join.cell, into: join.into }, persistence: join.energy - energy };
  });
  return { minima, joins: tree };
}

/** Indices into `flooding.minima` of the minima whose persistence is above a threshold, deepest first. */
export function persistentMinima(flooding: Flooding, above: number): number[] {
  return flooding.minima.flatMap((minimum, index) => (minimum.persistence > above ? [index] : []));
}

/**
 * The exact lowest barrier between two minima of a flooded grid: the energy and cell of the highest point on the path
 * that keeps lowest. Throws RangeError when an index is not one of `flooding.minima` or both are the same.
 */
export function lowestBarrier(flooding: Flooding, a: number, b: number): { energy: number; cell: number } {
  for (const index of [a, b]) {
    if (flooding.minima[index] === undefined) throw new RangeError(`Minimum ${index} does not exist: the grid has ${flooding.minima.length}.`);
  }
  if (a === b) throw new RangeError(`There is no barrier between minimum ${a} and itself.`);
  // The joins form a minimum spanning tree of the minima; climbing from the end that runs over first walks its one path.
  let [first, second] = [a, b];
  let barrier: { energy: number; cell: number } | null = null;
  while (first !== second) {
    const firstJoin = flooding.minima[first]!.saddle;
    const secondJoin = flooding.minima[second]!.saddle;
    const climbFirst = secondJoin === null || (firstJoin !== null && firstJoin.energy <= secondJoin.energy);
    const join = climbFirst ? firstJoin! : secondJoin;
    if (barrier === null || join.energy > barrier.energy) barrier = { energy: join.energy, cell: join.cell };
    if (climbFirst) first = join.into;
    else second = join.into;
  }
  return barrier!;
}
