import { forEachField, ProtoError } from './fields.ts';
import type { Field } from './fields.ts';
import { decodeTensorProto } from './decode-tensor-proto.ts';
import type { AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueProto } from './model-proto.ts';

/** Graphs inside graphs (branches of If, bodies of Loop) deeper than this are refused. */
const MAX_DEPTH = 8;
const MAX_NODES = 50_000;

/**
 * The message of an ONNX file. Only its structure is read: tensors keep their bytes where they are.
 * Throws ProtoError where the bytes are no such message, or graphs are nested too deep.
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  let irVersion = 0;
  let producer = '';
  const opsets = new Map<string, number>();
  const functions: FunctionProto[] = [];
  let graph: GraphProto | null = null;
  forEachField(bytes, (field) => {
    if (field.number === 1) irVersion = field.int();
    else if (field.number === 2) producer = field.text();
    else if (field.number === 3) producer += ` ${field.text()}`;
    else if (field.number === 7) graph = decodeGraph(field.bytes(), 0);
    else if (field.number === 8) {
      const { domain, version } = decodeOpset(field.bytes());
      opsets.set(domain === 'ai.onnx' ? '' : domain, version);
    } else if (field.number === 25) functions.push(decodeFunction(field.bytes()));
  });
  if (graph === null) throw new ProtoError('no graph');
  return { irVersion, producer: producer.trim().slice(0, 100), opsets, graph, functions };
}

function decodeOpset(bytes: Uint8Array): { domain: string; version: number } {
  const opset = { domain: '', version: 0 };
  forEachField(bytes, (field) => {
    if (field.number === 1) opset.domain = field.text();
    else if (field.number === 2) opset.version = field.int();
  });
  return opset;
}

function decodeGraph(bytes: Uint8Array, depth: number): GraphProto {
  if (depth > MAX_DEPTH) throw new ProtoError(`graphs inside graphs more than ${MAX_DEPTH} deep`);
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const inputs: ValueProto[] = [];
  const outputs: ValueProto[] = [];
  let sparseInitializers = 0;
  forEachField(bytes, (field) => {
    if (field.number === 1) nodes.push(decodeNode(field.bytes(), depth));
    else if (field.number === 5) initializers.push(decodeTensorProto(field.bytes()));
    else if (field.number === 11) inputs.push(decodeValue(field.bytes()));
    else if (field.number === 12) outputs.push(decodeValue(field.bytes()));
    else if (field.number === 15) sparseInitializers++;
    if (nodes.length > MAX_NODES) throw new ProtoError(`more than ${MAX_NODES} nodes`);
  });
  return { nodes, initializers, inputs, outputs, sparseInitializers };
}

function decodeNode(bytes: Uint8Array, depth: number): NodeProto {
  const node = { name: '', op: '', domain: '', inputs: [] as string[], outputs: [] as string[], attributes: new Map<string, AttributeProto>() };
  forEachField(bytes, (field) => {
    if (field.number === 1) node.inputs.push(field.text());
    else if (field.number === 2) node.outputs.push(field.text());
    else if (field.number === 3) node.name = field.text();
    else if (field.number === 4) node.op = field.text();
    else if (field.number === 5) {
      const { name, attribute } = decodeAttribute(field.bytes(), depth);
      node.attributes.set(name, attribute);
    } else if (field.number === 7) node.domain = field.text();
  });
  if (node.domain === 'ai.onnx') node.domain = '';
  return node;
}

/** AttributeProto.AttributeType. */
const kinds = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

function decodeAttribute(bytes: Uint8Array, depth: number): { name: string; attribute: AttributeProto } {
  let name = '';
  let reference = '';
  let type = 0;
  let number: number | null = null;
  let text = '';
  let tensor: TensorProto | null = null;
  let graph: GraphProto | null = null;
  const numbers: number[] = [];
  const strings: string[] = [];
  const read: Readonly<Record<number, (field: Field) => void>> = {
    1: (field) => (name = field.text()),
    2: (field) => (number = field.float()),
    3: (field) => (number = field.int()),
    4: (field) => (text = field.text()),
    5: (field) => (tensor = decodeTensorProto(field.bytes())),
    6: (field) => (graph = decodeGraph(field.bytes(), depth + 1)),
    7: (field) => field.floats(numbers),
    8: (field) => field.ints(numbers),
    9: (field) => strings.push(field.text()),
    20: (field) => (type = field.int()),
    21: (field) => (reference = field.text()),
  };
  forEachField(bytes, (field) => read[field.number]?.(field));
  const attribute = (): AttributeProto => {
    if (reference !== '') return { kind: 'reference', value: reference };
    if (type === kinds.float || type === kinds.int) return { kind: 'number', value: number ?? 0 };
    if (type === kinds.string) return { kind: 'string', value: text };
    if (type === kinds.floats || type === kinds.ints) return { kind: 'numbers', value: numbers };
    if (type === kinds.strings) return { kind: 'strings', value: strings };
    if (type === kinds.tensor && tensor !== null) return { kind: 'tensor', value: tensor };
    if (type === kinds.graph && graph !== null) return { kind: 'graph', value: graph };
    return { kind: 'other' };
  };
  return { name, attribute: attribute() };
}

function decodeFunction(bytes: Uint8Array): FunctionProto {
  const found = { name: '', domain: '', inputs: [] as string[], outputs: [] as string[], nodes: [] as NodeProto[] };
  forEachField(bytes, (field) => {
    if (field.number === 1) found.name = field.text();
    else if (field.number === 4) found.inputs.push(field.text());
    else if (field.number === 5) found.outputs.push(field.text());
    else if (field.number === 7) found.nodes.push(decodeNode(field.bytes(), 0));
    else if (field.number === 10) found.domain = field.text();
  });
  return found;
}

function decodeValue(bytes: Uint8Array): ValueProto {
  let name = '';
  let type = 0;
  let dims: (number | string | null)[] | null = null;
  const tensorType = (tensor: Uint8Array): void =>
    forEachField(tensor, (field) => {
      if (field.number === 1) type = field.int();
      else if (field.number === 2) {
        const sizes: (number | string | null)[] = [];
        forEachField(field.bytes(), (dim) => {
          if (dim.number === 1) sizes.push(decodeDimension(dim.bytes()));
        });
        dims = sizes;
      }
    });
  forEachField(bytes, (field) => {
    if (field.number === 1) name = field.text();
    else if (field.number === 2) {
      forEachField(field.bytes(), (of) => {
        if (of.number === 1) tensorType(of.bytes());
      });
    }
  });
  return { name, type, dims };
}

function decodeDimension(bytes: Uint8Array): number | string | null {
  let size: number | string | null = null;
  forEachField(bytes, (field) => {
    if (field.number === 1) size = field.int();
    else if (field.number === 2) size = field.text();
  });
  return size;
}
