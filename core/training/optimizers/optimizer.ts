import type { Builder } from '../../graph/builder.ts';
import type { NodeId, Shape } from '../../graph/program.ts';

/** One parameter of the network within an update program. */
export interface Parameter {
  readonly key: string;
  readonly shape: Shape;
  readonly value: NodeId;
  /** Derivative of the loss in it, of the same shape. */
  readonly gradient: NodeId;
}

/** A rule that turns a gradient into new weights, as a piece of a tensor program. */
export interface Optimizer {
  readonly name: 'sgd' | 'adam';
  /** Names of the tensors it keeps for each parameter, of the parameter's shape, zero at the start. */
  readonly slots: readonly string[];
  /**
   * Numbers of update t (from 1) that every parameter shares, by name; computed in double precision outside the
   * program, because powers such as βᵗ lose digits in float32.
   */
  scalars(update: number): Readonly<Record<string, number>>;
  /** Adds one step; returns the new value and the new slots, in the order of `slots`. */
  step(
    builder: Builder,
    parameter: Parameter,
    slots: readonly NodeId[],
    learningRate: NodeId,
    scalars: Readonly<Record<string, NodeId>>,
  ): { value: NodeId; slots: readonly NodeId[] };
}
