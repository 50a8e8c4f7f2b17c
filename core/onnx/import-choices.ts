import type { GraphReading } from '../contract/network.ts';

/** What an ONNX file cannot say, and its owner must. */
export interface ImportChoices {
  /** What the output is; null: an energy where it is one number a state, else the owner is asked. */
  readonly output: GraphReading['output'] | null;
  readonly classIndex: number | null;
  readonly scale: number;
  readonly quadratic: number | null;
  /** Values that the graph takes for black and white, −1 and 1 of our states. */
  readonly range: readonly [number, number];
  /** Taken from, and divided into, each channel after that: what data were normalised by. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly layout: 'nchw' | 'nhwc';
  /** [channels, height, width] of a state, where the graph takes vectors that are images. */
  readonly inputShape: readonly [number, number, number] | null;
  /** Values of further inputs by name: one for all elements, or all of them. */
  readonly inputValues: Readonly<Record<string, readonly number[]>>;
  /** The output that is read, by name; null: the first. */
  readonly outputName: string | null;
}

/** Nothing said: the output as it is, states in [−1, 1]. */
export const defaultChoices: ImportChoices = {
  output: null, classIndex: null, scale: 1, quadratic: null, range: [-1, 1], mean: [], std: [], layout: 'nchw', inputShape: null, inputValues: {}, outputName: null,
};
