/** The sizes of a tensor's axes, outermost first; `[]` is a scalar. All shapes are static. */
export type Shape = readonly number[];

/** Everything about a node that is not a tensor. Plain JSON, so that programs can be saved and compared. */
export type Attributes = Readonly<Record<string, number | string | boolean | readonly number[]>>;

/** Index of a node in `Program.nodes`. */
export type NodeId = number;

/** One operation of a program. Its output is one float32 tensor (masks are 0/1 floats). */
export interface Node {
  readonly id: NodeId;
  /** Name of an op in the op registry, or one of the three sources below. */
  readonly op: string;
  readonly inputs: readonly NodeId[];
  readonly attributes: Attributes;
  readonly shape: Shape;
}

/**
 * A tensor program: a list of nodes in topological order.
 *
 * Sources are nodes without inputs: `input` (given at every run), `parameter` (given by name when the
 * program is compiled, then constant; or, where the caller asks for it, at every run) and `constant`
 * (values carried by the program itself, keyed by node id).
 */
export interface Program {
  readonly nodes: readonly Node[];
  readonly inputs: ReadonlyMap<string, NodeId>;
  readonly parameters: ReadonlyMap<string, NodeId>;
  readonly constants: ReadonlyMap<NodeId, Float32Array>;
  readonly outputs: ReadonlyMap<string, NodeId>;
}

/** Number of elements of a tensor of this shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, axis) => size * axis, 1);
}
