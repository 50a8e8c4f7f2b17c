import { z } from 'zod';
import { clusteringComparison } from '../contract/clustering.ts';
import type { ClusteringComparison } from '../contract/clustering.ts';
import type { ChordRecord, GraphRecord } from '../kinetic/records.ts';
import { bytesOfNumbers, float64sOf, int32sOf, jsonOf, numberOf } from './columns.ts';
import type { Database } from './database.ts';
import type { InherentStore } from './inherent-store.ts';
import { StoreError } from './store-error.ts';

/** What a kinetic map knows of its states, read from the store: its hierarchy is in `hierarchies`, its inherent structures in `inherent`. */
export interface KineticRecord {
  /** States. */
  readonly count: number;
  /** U of the inherent structures, [count]. */
  readonly energies: Float64Array;
  /** Every chord that was scanned: the lowest ways of U run over these. */
  readonly chords: ChordRecord;
  /** The edges of the kinetic graph, in the order of the chords. */
  readonly edges: ChordRecord & { readonly weights: Float64Array };
  readonly modes: {
    /** [modes]. */
    readonly eigenvalues: Float64Array;
    /** [modes, count]. */
    readonly vectors: Float64Array;
    /** [count]. */
    readonly stationary: Float64Array;
  };
  /** The sets beside their controls, one entry a number of sets that was compared; null until they are. */
  readonly scores: readonly ClusteringComparison[] | null;
}

/** Graphs, slow modes and scores of kinetic maps, one row a map. */
export class KineticStore {
  readonly #database: Database;
  readonly #inherent: Pick<InherentStore, 'energies'>;

  constructor(database: Database, inherent: Pick<InherentStore, 'energies'>) {
    this.#database = database;
    this.#inherent = inherent;
  }

  /** Writes the graph down, anew where there is one: scores of an older one go. */
  put(map: string, { chords, edges, weights, eigenvalues, vectors, stationary }: GraphRecord): void {
    const columns = [chords.a, chords.b, chords.excess, chords.highest, edges, weights, eigenvalues, vectors, stationary];
    this.#database.run(
      `INSERT OR REPLACE INTO kinetic (map, a, b, excess, highest, edges, weights, eigenvalues, vectors, stationary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [map, ...columns.map(bytesOfNumbers)],
    );
  }

  putScores(map: string, scores: readonly ClusteringComparison[]): void {
    this.#database.run('UPDATE kinetic SET scores = ? WHERE map = ?', [JSON.stringify(scores), map]);
  }

  /** Another text for another graph of the map, without reading it; null while there is none. */
  stamp(map: string): string | null {
    const row = this.#database.get('SELECT rowid AS place, length(a) AS chords, length(edges) AS edges, length(vectors) AS vectors FROM kinetic WHERE map = ?', [map]);
    return row === undefined ? null : ['place', 'chords', 'edges', 'vectors'].map((column) => numberOf(row, column)).join(' ');
  }

  /** The scores alone; null until there are some. */
  scores(map: string): ClusteringComparison[] | null {
    const row = this.#database.get('SELECT scores FROM kinetic WHERE map = ? AND scores IS NOT NULL', [map]);
    return row === undefined ? null : jsonOf(row, 'scores', z.array(clusteringComparison));
  }

  /** Null while the map has no graph: it is of another method, or not as far yet. Throws StoreError when what is stored does not fit together. */
  get(map: string): KineticRecord | null {
    const row = this.#database.get('SELECT a, b, excess, highest, edges, weights, eigenvalues, vectors, stationary FROM kinetic WHERE map = ?', [map]);
    if (row === undefined) return null;
    const energies = this.#inherent.energies(map);
    const chords: ChordRecord = { a: int32sOf(row, 'a'), b: int32sOf(row, 'b'), excess: float64sOf(row, 'excess'), highest: float64sOf(row, 'highest') };
    const edges = int32sOf(row, 'edges');
    const weights = float64sOf(row, 'weights');
    const modes = { eigenvalues: float64sOf(row, 'eigenvalues'), vectors: float64sOf(row, 'vectors'), stationary: float64sOf(row, 'stationary') };
    const count = energies.length;
    const scanned = chords.a.length;
    const isState = (state: number): boolean => state >= 0 && state < count;
    const fits = chords.a.every(isState) && chords.b.every(isState) && [chords.b, chords.excess, chords.highest].every(({ length }) => length === scanned)
      && weights.length === edges.length && edges.every((chord) => chord >= 0 && chord < scanned)
      && modes.stationary.length === count && modes.vectors.length === count * modes.eigenvalues.length;
    if (!fits) throw new StoreError(`The workspace's kinetic graph of map ${map} does not fit its ${count} states: the file is damaged or was changed by hand.`);
    return {
      count,
      energies,
      chords,
      edges: {
        a: edges.map((chord) => chords.a[chord]!),
        b: edges.map((chord) => chords.b[chord]!),
        excess: Float64Array.from(edges, (chord) => chords.excess[chord]!),
        highest: Float64Array.from(edges, (chord) => chords.highest[chord]!),
        weights,
      },
      modes,
      scores: this.scores(map),
    };
  }
}
