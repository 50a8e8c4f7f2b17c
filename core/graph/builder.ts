import { GraphError } from './graph-error.ts';
import { opRegistry } from './registry.ts';
import { shapeText } from './shapes.ts';
import { simplify } from './simplify.ts';
import { sizeOf } from './program.ts';
import type { NodeMaker } from './op.ts';
import type { Attributes, Node, NodeId, Program, Shape } from './program.ts';

/** Constants of up to this many elements are compared by value, and what is computed from them alone is computed at once. */
const smallConstant = 64;

/**
 * Builds a tensor program node by node; every shape is known as soon as a node is applied.
 * Equal nodes are merged as they are made, so asking twice for the same value costs nothing.
 */
export class Builder implements NodeMaker {
  private readonly nodes: Node[] = [];
  private readonly inputs = new Map<string, NodeId>();
  private readonly parameters = new Map<string, NodeId>();
  private readonly constants = new Map<NodeId, Float32Array>();
  private readonly outputs = new Map<string, NodeId>();
  private readonly known = new Map<string, NodeId>();

  /** A value given at every run. */
  input(name: string, shape: Shape): NodeId {
    return this.named('input', this.inputs, name, shape);
  }

  /** A value given by name when the program is compiled (then constant), or else at every run. */
  parameter(name: string, shape: Shape): NodeId {
    return this.named('parameter', this.parameters, name, shape);
  }

  /** Values carried by the program itself, row-major, rounded to float32. */
  constant(values: ArrayLike<number>, shape: Shape): NodeId {
    checkShape('constant', shape);
    if (values.length !== sizeOf(shape)) {
      throw new GraphError(`constant: ${values.length} values were given for shape ${shapeText(shape)}, which holds ${sizeOf(shape)}.`);
    }
    const floats = Float32Array.from(values);
    const key = floats.length <= smallConstant ? `constant ${shape.join(',')} ${Array.from(floats, (v) => (Object.is(v, -0) ? '-0' : String(v))).join(',')}` : null;
    const before = key === null ? undefined : this.known.get(key);
    if (before !== undefined) return before;
    const id = this.push('constant', [], {}, shape);
    this.constants.set(id, floats);
    if (key !== null) this.known.set(key, id);
    return id;
  }

  /** A constant of shape []. */
  scalar(value: number): NodeId {
    return this.constant([value], []);
  }

  /** Applies an op of the registry and returns the node of its result; throws GraphError when it does not fit. */
  apply(op: string, inputs: readonly NodeId[], attributes: Attributes = {}): NodeId {
    const known = opRegistry.get(op);
    if (known === undefined) {
      throw new GraphError(`There is no op "${op}". Known ops: ${[...opRegistry.keys()].sort().join(', ')}.`);
    }
    for (const id of inputs) {
      if (this.nodes[id] === undefined) throw new GraphError(`${op}: input ${id} is not a node of this builder.`);
    }
    const key = `${op} ${inputs.join(',')} ${attributesKey(attributes)}`;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const shapes = inputs.map((id) => this.shapeOf(id));
    const shape = known.infer(shapes, attributes);
    let id = this.fold(op, inputs, attributes, shape) ?? simplify(this, op, inputs, attributes, shape);
    id ??= this.push(op, inputs, attributes, shape);
    this.known.set(key, id);
    return id;
  }

  shapeOf(id: NodeId): Shape {
    return this.nodeOf(id).shape;
  }

  /** The node itself: for rules that look at how a value was made. */
  nodeOf(id: NodeId): Node {
    const node = this.nodes[id];
    if (node === undefined) throw new GraphError(`Node ${id} is not a node of this builder, which has ${this.nodes.length}.`);
    return node;
  }

  /** Values of a constant node, null for any other. */
  constantOf(id: NodeId): Float32Array | null {
    return this.constants.get(id) ?? null;
  }

  /** Names a result. One node may have several names. */
  output(name: string, id: NodeId): void {
    this.nodeOf(id);
    if (name === '' || this.outputs.has(name)) throw new GraphError(`Output name "${name}" is ${name === '' ? 'empty' : 'taken'}: give every output a name of its own.`);
    this.outputs.set(name, id);
  }

  /** The program that computes the named outputs: nodes that no output needs are left out; inputs stay. */
  build(): Program {
    if (this.outputs.size === 0) throw new GraphError('The program has no output: name at least one with output(name, node).');
    const needed = new Array<boolean>(this.nodes.length).fill(false);
    for (const id of [...this.outputs.values(), ...this.inputs.values()]) needed[id] = true;
    for (let id = this.nodes.length - 1; id >= 0; id--) {
      if (needed[id]) for (const input of this.nodes[id]!.inputs) needed[input] = true;
    }
    const renumbered = new Map<NodeId, NodeId>();
    const nodes: Node[] = [];
    for (const node of this.nodes) {
      if (!needed[node.id]) continue;
      const id = nodes.length;
      renumbered.set(node.id, id);
      nodes.push({ ...node, id, inputs: node.inputs.map((input) => renumbered.get(input)!) });
    }
    const kept = <K>(entries: Iterable<[K, NodeId]>): Map<K, NodeId> =>
      new Map([...entries].filter(([, id]) => renumbered.has(id)).map(([key, id]) => [key, renumbered.get(id)!]));
    return {
      nodes,
      inputs: kept(this.inputs),
      parameters: kept(this.parameters),
      constants: new Map([...this.constants].filter(([id]) => renumbered.has(id)).map(([id, values]) => [renumbered.get(id)!, values])),
      outputs: kept(this.outputs),
    };
  }

  private named(op: 'input' | 'parameter', table: Map<string, NodeId>, name: string, shape: Shape): NodeId {
    checkShape(op, shape);
    if (name === '') throw new GraphError(`An ${op} needs a name.`);
    if (this.inputs.has(name) || this.parameters.has(name)) {
      throw new GraphError(`The name "${name}" is taken by another input or parameter: both are given by name, so names must differ.`);
    }
    const id = this.push(op, [], { name }, shape);
    table.set(name, id);
    return id;
  }

  private push(op: string, inputs: readonly NodeId[], attributes: Attributes, shape: Shape): NodeId {
    const id = this.nodes.length;
    this.nodes.push({ id, op, inputs: [...inputs], attributes, shape: [...shape] });
    return id;
  }

  /** Small results of small constants are constants. */
  private fold(op: string, inputs: readonly NodeId[], attributes: Attributes, shape: Shape): NodeId | null {
    // A stretched constant stays one: rules and engines make use of that.
    if (inputs.length === 0 || op === 'broadcast_to' || sizeOf(shape) > smallConstant) return null;
    const values: Float64Array[] = [];
    for (const id of inputs) {
      const constant = this.constants.get(id);
      if (constant === undefined || constant.length > smallConstant) return null;
      values.push(Float64Array.from(constant));
    }
    const shapes = inputs.map((id) => this.shapeOf(id));
    return this.constant(opRegistry.get(op)!.evaluate(values, shapes, attributes, shape), shape);
  }
}

function checkShape(op: string, shape: Shape): void {
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 1) || !Number.isSafeInteger(sizeOf(shape))) {
    throw new GraphError(`${op}: shape ${shapeText(shape)} is not valid: every axis must be a whole number of at least 1.`);
  }
}

function attributesKey(attributes: Attributes): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}
