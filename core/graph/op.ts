import type { Attributes, Node, NodeId, Shape } from './program.ts';
import type { OnnxLowering } from './lowering-onnx.ts';
import type { TfjsLowering } from './lowering-tfjs.ts';

/** One small, concrete use of an op: the conformance suite differentiates it and runs it on every engine. */
export interface OpExample {
  readonly name: string;
  readonly inputs: readonly Shape[];
  readonly attributes?: Attributes;
  /** Range the random test inputs are drawn from; keep it off kinks. Default [-1, 1]. */
  readonly range?: readonly [number, number];
  /** A range for each input, where one does not do for all. */
  readonly ranges?: readonly (readonly [number, number])[];
  /** Inputs that have no derivative (masks, for instance). */
  readonly nondifferentiable?: readonly number[];
}

/**
 * An operation: shape rule, derivative and lowering to each engine, all in one file.
 * A file in core/graph/ops that exports one (and is listed in registry.ts) joins the conformance suite by existing.
 */
export interface Op {
  readonly name: string;
  /** Output shape; throws a GraphError that names what was asked and what was found when the inputs do not fit. */
  infer(inputs: readonly Shape[], attributes: Attributes): Shape;
  /** Reverse mode: given the derivative of the result, nodes for the derivative of each input (null where there is none). */
  derivative(context: DerivativeContext): readonly (NodeId | null)[];
  /** Emits ONNX nodes for this op. */
  onnx: OnnxLowering;
  /** Runs this op on TensorFlow.js. */
  tfjs: TfjsLowering;
  /** Plain-JavaScript semantics in float64, the reference that both engines are checked against. */
  evaluate(inputs: readonly Float64Array[], shapes: readonly Shape[], attributes: Attributes, outputShape: Shape): Float64Array;
  readonly examples: readonly OpExample[];
}

/** What derivatives and rewriting rules need of a Builder (builder.ts). */
export interface NodeMaker {
  apply(op: string, inputs: readonly NodeId[], attributes?: Attributes): NodeId;
  constant(values: ArrayLike<number>, shape: Shape): NodeId;
  scalar(value: number): NodeId;
  shapeOf(id: NodeId): Shape;
  nodeOf(id: NodeId): Node;
  constantOf(id: NodeId): Float32Array | null;
}

export interface DerivativeContext {
  readonly builder: NodeMaker;
  readonly inputs: readonly NodeId[];
  readonly output: NodeId;
  /** Node holding the derivative of the final scalar in this op's output. */
  readonly upstream: NodeId;
  readonly attributes: Attributes;
  /** Which inputs the caller needs; the rest may be null to save work. */
  readonly needs: readonly boolean[];
  readonly shapeOf: (node: NodeId) => Shape;
}
