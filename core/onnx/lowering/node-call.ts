import type { Builder } from '../../graph/builder.ts';
import type { Attributes, NodeId, Shape } from '../../graph/program.ts';
import { sizeOf } from '../../graph/program.ts';
import type { GraphNode } from '../../contract/network.ts';
import type { ElementKind, GraphValue } from '../graph-value.ts';

/** Why a node cannot be imported, and what to do where that is known; the walker adds which node it is. */
export class ImportProblem extends Error {
  override readonly name = 'ImportProblem';
  readonly advice: string | null;

  constructor(why: string, advice: string | null = null) {
    super(why);
    this.advice = advice;
  }
}

/** What a lowering may know of the graph as a whole. */
export interface GraphContext {
  readonly builder: Builder;
  /** Version of ONNX's operator set. */
  readonly opset: number;
  /** Rows of x. */
  readonly samples: number;
  /** Number of rows that the file was written for, where the sizes in it that stand for that number are read as `samples`; else null. */
  readonly writtenFor: number | null;
}

/** One node of an imported graph with its inputs, for the function that writes it as ops of ours. Inputs are counted from 0. */
export class NodeCall {
  readonly context: GraphContext;
  readonly node: GraphNode;
  readonly inputs: readonly (GraphValue | null)[];
  /** Inputs whose known elements were read: they decide how the node is written, so that they can be no weights. */
  readonly readInputs = new Set<number>();

  constructor(context: GraphContext, node: GraphNode, inputs: readonly (GraphValue | null)[]) {
    this.context = context;
    this.node = node;
    this.inputs = inputs;
  }

  get builder(): Builder {
    return this.context.builder;
  }

  get opset(): number {
    return this.context.opset;
  }

  has(at: number): boolean {
    return (this.inputs[at] ?? null) !== null;
  }

  input(at: number): GraphValue {
    const value = this.inputs[at] ?? null;
    if (value === null) throw new ImportProblem(`input ${at} is missing`);
    return value;
  }

  shape(at: number): Shape {
    return this.input(at).shape;
  }

  /** The program's node of an input; a known one becomes a constant. */
  id(at: number): NodeId {
    const value = this.input(at);
    if (value.id !== null) return value.id;
    if (sizeOf(value.shape) === 0) throw new ImportProblem(`input ${at} is empty (shape [${value.shape.join(', ')}])`);
    return this.builder.constant(value.known!, value.shape);
  }

  /** All inputs as nodes. */
  ids(): NodeId[] {
    return this.inputs.map((_, at) => this.id(at));
  }

  /** Elements of an input that must be known; null where it is left out. */
  known(at: number, what: string): number[] | null {
    const value = this.inputs[at] ?? null;
    if (value === null) return null;
    this.readInputs.add(at);
    if (value.known === null) throw new ImportProblem(`its ${what} is computed from x; only one that is fixed in the file is supported`);
    return [...value.known];
  }

  /** As `known`, of an input that must be there. */
  must(at: number, what: string): number[] {
    const values = this.known(at, what);
    if (values === null) throw new ImportProblem(`its ${what} is missing`);
    return values;
  }

  /** The one element of a known input, null where that is left out. */
  scalar(at: number, what: string): number | null {
    const values = this.known(at, what);
    if (values !== null && values.length !== 1) throw new ImportProblem(`its ${what} has ${values.length} elements; one was expected`);
    return values?.[0] ?? null;
  }

  number(name: string, otherwise: number): number {
    const value = this.node.attributes[name];
    if (value === undefined) return otherwise;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new ImportProblem(`its attribute ${name} is no number`);
    return value;
  }

  text(name: string, otherwise: string): string {
    const value = this.node.attributes[name];
    if (value === undefined) return otherwise;
    if (typeof value !== 'string') throw new ImportProblem(`its attribute ${name} is no text`);
    return value;
  }

  numbers(name: string): readonly number[] | null {
    const value = this.node.attributes[name];
    if (value === undefined) return null;
    if (!Array.isArray(value)) throw new ImportProblem(`its attribute ${name} is no list of numbers`);
    return value as number[];
  }

  apply(op: string, inputs: readonly NodeId[], attributes: Attributes = {}): NodeId {
    return this.builder.apply(op, inputs, attributes);
  }

  value(id: NodeId, kind: ElementKind = 'float'): GraphValue {
    return { kind, shape: this.builder.shapeOf(id), known: null, id };
  }
}

/** Writes a node as ops of ours. Throws ImportProblem or GraphError saying why it cannot. */
export type NodeLowering = (call: NodeCall) => GraphValue | readonly GraphValue[];

export function knownValue(values: readonly number[] | Float64Array | Float32Array, shape: Shape, kind: ElementKind = 'int'): GraphValue {
  return { kind, shape, known: Array.isArray(values) ? Float64Array.from(values) : (values as Float64Array | Float32Array), id: null };
}

/** An axis as a number from 0; negative ones count from the end. */
export function axisIn(axis: number, rank: number): number {
  const from = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(from) || from < 0 || from >= Math.max(rank, 1)) throw new ImportProblem(`axis ${axis} is none of a tensor of rank ${rank}`);
  return from;
}
