/** [channels, height, width] */
export type ImageShape = readonly [number, number, number];

/** A picture or row of a data set that cannot be used, and why. */
export interface DatasetProblem {
  readonly item: string;
  readonly reason: string;
}

/** States to start from or learn from, all of one shape; images are read when they are asked for. */
export interface Dataset {
  readonly path: string;
  /** What it was recognised as, for people: "NumPy array", "IDX images (t10k)", … */
  readonly kind: string;
  readonly count: number;
  readonly shape: ImageShape;
  /** Names of the classes, in the order of their numbers (or of the alphabet); null where there are no labels. */
  readonly labels: readonly string[] | null;
  /** What was found bad. Unless `skipBad` was asked for, a data set with problems does not open. */
  readonly problems: readonly DatasetProblem[];

  /** Name of the class of image `index`, null where there are no labels. */
  labelOf(index: number): string | null;

  /**
   * The images at `indices` (repeats allowed), flat [n, c, h, w]. 8-bit images are in [-1, 1] as 2v/255 − 1; float
   * arrays are given as they are.
   * @throws DataError on an index out of range or a file that cannot be read (any more).
   */
  read(indices: readonly number[]): Promise<Float32Array>;
}
