/** Where the quench of a state ended. */
export interface InherentRecord {
  readonly state: number;
  /** U there. */
  readonly energy: number;
  readonly x: Float32Array;
}

/** Pairs of states with what the chord between them says, each pair once, a < b. */
export interface ChordRecord {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Mean over the inner points of U − [(1 − f)·U(y_a) + f·U(y_b)], signed; of states of few dimensions the highest of them. */
  readonly excess: Float64Array;
  /** Highest U of the chord, ends included. */
  readonly highest: Float64Array;
}

/** What is known of a kinetic map's states once its graph is built: enough for every view without evaluating U again. */
export interface GraphRecord {
  /** Every chord that was scanned. */
  readonly chords: ChordRecord;
  /** Those of them that are edges of the graph, as indices, and their rates. */
  readonly edges: Int32Array;
  readonly weights: Float64Array;
  /** The slow modes of the graph's random walk (core/kinetic/slow-modes.ts): eigenvalues [modes], right eigenvectors [modes, n], stationary distribution [n]. */
  readonly eigenvalues: Float64Array;
  readonly vectors: Float64Array;
  readonly stationary: Float64Array;
}
