import type { StateTable } from '../contract/hierarchy.ts';
import type { Linkage } from '../contract/linkage.ts';
import { csvText } from './csv-text.ts';

/** The states of a kinetic map at a cut, and its hierarchy. */
export interface StateSetTables {
  readonly states: StateTable;
  /** Membership of each state in its own set and U at its inherent structure, by number of the state. */
  readonly memberships: ArrayLike<number>;
  readonly inherentEnergies: ArrayLike<number>;
  readonly linkage: Linkage;
}

/** The states of a map of any method at a cut; of a kinetic map with the rest. */
export type StateTables = Pick<StateSetTables, 'states'> & Partial<StateSetTables>;

/** One row a state, in order of their numbers: index in the data set, label, basin and U; of a kinetic map set, membership in it, U of the state and at its inherent structure; unknown ones empty. */
export function membersCsv({ states, memberships, inherentEnergies }: StateTables): string {
  const { state, source, label, labels, basin, energy } = states;
  const rows = Array.from(state.keys()).sort((p, q) => state[p]! - state[q]!).map((row) => {
    const number = state[row]!;
    const start = [number, source[row]! < 0 ? null : source[row]!, labels[label[row]!] ?? null, basin[row]! < 0 ? null : basin[row]!];
    if (memberships === undefined || inherentEnergies === undefined) return [...start, energy[row]!];
    return [...start, memberships[number]!, energy[row]!, inherentEnergies[number]!];
  });
  return csvText(['state', 'source', 'label', ...(memberships === undefined ? ['basin', 'energy'] : ['set', 'membership', 'energy', 'inherent_energy'])], rows);
}

/** The usual linkage table, as SciPy's: join i makes node n + i of the nodes a and b, states being nodes 0 … n − 1. The sets of members.csv are such nodes. */
export function hierarchyCsv({ linkage: { a, b, heights, sizes } }: Pick<StateSetTables, 'linkage'>): string {
  return csvText(['a', 'b', 'height', 'size'], Array.from(a, (first, join) => [first, b[join]!, heights[join]!, sizes[join]!]));
}
