import type { GraphNode } from '../contract/network.ts';
import type { ExternalBytes } from './external-data.ts';
import type { GraphValue } from './graph-value.ts';
import { ProtoError } from './proto/fields.ts';
import type { AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto, TensorProto } from './proto/model-proto.ts';
import { kindOfType, knownTensor } from './tensor-values.ts';

/** Calls inside calls deeper than this, and more nodes than this in all, are refused. */
const MAX_DEPTH = 16;
const MAX_NODES = 50_000;

/** A node of a flat graph; `branches` of an If that is not decided yet. */
export interface FlatNode extends GraphNode {
  /** With its domain, for messages. */
  readonly type: string;
  readonly branches: { readonly then: GraphProto; readonly else: GraphProto } | null;
}

/** A graph as one list of nodes, and the tensors it carries. */
export interface FlatGraph {
  readonly nodes: readonly FlatNode[];
  readonly values: Map<string, GraphValue>;
  /** Those of them that Constant nodes make. */
  readonly written: ReadonlySet<string>;
}

/** Makes flat graphs of a model's graphs: calls of the model's own functions are written out, and constants become values. */
export class GraphFlattener {
  readonly #functions: ReadonlyMap<string, FunctionProto>;
  readonly #external: ExternalBytes;
  #written = new Set<string>();
  #count = 0;
  #calls = 0;

  constructor(model: ModelProto, external: ExternalBytes) {
    this.#functions = new Map(model.functions.map((found) => [`${found.domain}::${found.name}`, found]));
    this.#external = external;
  }

  /** Throws ProtoError where tensors are damaged, or functions call each other without end. */
  flatten(graph: Pick<GraphProto, 'nodes' | 'initializers'>): FlatGraph {
    const values = new Map<string, GraphValue>();
    for (const tensor of graph.initializers) values.set(tensor.name, this.#value(tensor));
    const nodes: FlatNode[] = [];
    for (const node of graph.nodes) this.#add(node, new Map(), '', nodes, values, 0);
    return { nodes, values, written: this.#written };
  }

  #value(tensor: TensorProto): GraphValue {
    const bytes = this.#external.get(tensor) ?? null;
    if (tensor.external !== null && bytes === null) throw new ProtoError(`the tensor ${JSON.stringify(tensor.name.slice(0, 80))}, whose external data were not read`);
    const { kind, shape, values } = knownTensor(tensor, bytes);
    return { kind, shape, known: values, id: null };
  }

  #add(node: NodeProto, given: ReadonlyMap<string, AttributeProto>, prefix: string, nodes: FlatNode[], values: Map<string, GraphValue>, depth: number): void {
    if (++this.#count > MAX_NODES) throw new ProtoError(`more than ${MAX_NODES} nodes`);
    const attributes = new Map([...node.attributes].flatMap(([name, attribute]): [string, AttributeProto][] => {
      if (attribute.kind !== 'reference') return [[name, attribute]];
      const passed = given.get(attribute.value);
      return passed === undefined ? [] : [[name, passed]];
    }));
    const named = (name: string): string => (name === '' ? '' : prefix + name);
    const inputs = node.inputs.map(named);
    const outputs = node.outputs.map(named);
    const known = node.domain === '' && node.op === 'Constant' ? this.#constant(attributes) : null;
    if (known !== null) {
      values.set(outputs[0] ?? '', known);
      this.#written.add(outputs[0] ?? '');
      return;
    }
    const called = node.domain === '' ? undefined : this.#functions.get(`${node.domain}::${node.op}`);
    if (called !== undefined) {
      if (depth >= MAX_DEPTH) throw new ProtoError(`functions that call each other more than ${MAX_DEPTH} deep`);
      const inner = `${prefix}${called.name}.${++this.#calls}/`;
      const identity = (from: string, to: string): void => {
        if (from !== '' && to !== '') nodes.push({ op: 'Identity', type: 'Identity', name: inner, inputs: [from], outputs: [to], attributes: {}, branches: null });
      };
      called.inputs.forEach((name, at) => identity(inputs[at] ?? '', inner + name));
      for (const part of called.nodes) this.#add(part, attributes, inner, nodes, values, depth + 1);
      called.outputs.forEach((name, at) => identity(inner + name, outputs[at] ?? ''));
      return;
    }
    const [then, otherwise] = [attributes.get('then_branch'), attributes.get('else_branch')];
    nodes.push({
      op: node.op,
      type: node.domain === '' ? node.op : `${node.domain}::${node.op}`,
      name: node.name,
      inputs,
      outputs: outputs.length === 0 ? [''] : outputs,
      attributes: this.#plain(attributes),
      branches: then?.kind === 'graph' && otherwise?.kind === 'graph' ? { then: then.value, else: otherwise.value } : null,
    });
  }

  #constant(attributes: ReadonlyMap<string, AttributeProto>): GraphValue | null {
    const tensor = attributes.get('value');
    if (tensor?.kind === 'tensor') return this.#value(tensor.value);
    for (const [name, kind] of [['value_float', 'float'], ['value_floats', 'float'], ['value_int', 'int'], ['value_ints', 'int']] as const) {
      const attribute = attributes.get(name);
      if (attribute?.kind === 'number') return { kind, shape: [], known: Float64Array.of(attribute.value), id: null };
      if (attribute?.kind === 'numbers') return { kind, shape: [attribute.value.length], known: Float64Array.from(attribute.value), id: null };
    }
    return null;
  }

  /** Attributes as plain data. A tensor of one element (of ConstantOfShape) is its number and its kind; what else is no number or text is left out. */
  #plain(attributes: ReadonlyMap<string, AttributeProto>): GraphNode['attributes'] {
    const plain: GraphNode['attributes'] = {};
    const finite = (value: number): number => (Number.isFinite(value) ? value : Number.isNaN(value) ? 0 : Math.sign(value) * 3.4e38);
    for (const [name, attribute] of attributes) {
      if (!/^[a-z]\w*$/i.test(name)) continue;
      if (attribute.kind === 'number') plain[name] = finite(attribute.value);
      else if (attribute.kind === 'string') plain[name] = attribute.value;
      else if (attribute.kind === 'numbers') plain[name] = attribute.value.map(finite);
      else if (attribute.kind === 'tensor') {
        const value = this.#value(attribute.value);
        if (value.known!.length !== 1) continue;
        plain[name] = finite(value.known![0]!);
        plain[`${name}_kind`] = kindOfType(attribute.value.type)!;
      }
    }
    return plain;
  }
}
