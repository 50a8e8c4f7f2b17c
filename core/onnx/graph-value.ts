import type { NodeId, Shape } from '../graph/program.ts';

/** Kinds of element that are told apart: all floats are float32 in programs, whole numbers and truth values exact where they are known. */
export type ElementKind = 'float' | 'int' | 'bool';

/** A tensor whose elements are known before a program runs. Truth values are 0 and 1. Axes may be 0 long. */
export interface KnownTensor {
  readonly kind: ElementKind;
  readonly shape: Shape;
  readonly values: Float32Array | Float64Array;
}

/** A value of an imported graph: known, or a node of the program that computes it. */
export interface GraphValue {
  readonly kind: ElementKind;
  readonly shape: Shape;
  readonly known: Float32Array | Float64Array | null;
  /** The node, where it is no known value. */
  readonly id: NodeId | null;
}
