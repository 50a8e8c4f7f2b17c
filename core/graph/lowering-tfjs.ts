import type * as tfjs from '@tensorflow/tfjs';
import type { Attributes, Shape } from './program.ts';

/** The TensorFlow.js library, whichever build of it was loaded. */
export type Tfjs = typeof tfjs;
export type TfjsTensor = tfjs.Tensor;

export interface TfjsContext {
  readonly inputs: readonly TfjsTensor[];
  readonly shapes: readonly Shape[];
  readonly shape: Shape;
  readonly attributes: Attributes;
}

/** Runs one op eagerly (inside a tidy) and returns its result as float32. */
export type TfjsLowering = (tf: Tfjs, context: TfjsContext) => TfjsTensor;
