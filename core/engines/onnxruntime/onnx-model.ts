import { PbfWriter } from 'pbf';
import type { OnnxAttribute } from '../../graph/lowering-onnx.ts';
import type { Shape } from '../../graph/program.ts';

/** An ONNX graph before it is serialised. Field numbers below are those of onnx.proto. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly initializers: readonly OnnxInitializer[];
}

export interface OnnxNode {
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxValue {
  readonly name: string;
  /** Sizes, or names of sizes that are known only when it runs. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxInitializer {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array | BigInt64Array;
}

/** ONNX operator set the lowerings are written for. */
export const opsetVersion = 20;
const irVersion = 9;
const elementType = { float32: 1, int64: 7 } as const;
const attributeType = { float: 1, int: 2, string: 3, floats: 6, ints: 7 } as const;

/** The bytes of an ONNX model (ModelProto). */
export function serializeModel(graph: OnnxGraph): Uint8Array {
  // Room for all of it at once: kernels are megabytes, and growing by doubling would copy them again and again.
  const constants = graph.initializers.reduce((bytes, { values }) => bytes + values.byteLength + 64, 0);
  const pbf = new PbfWriter(new Uint8Array(constants + 256 * (graph.nodes.length + graph.inputs.length + graph.outputs.length) + 1024));
  pbf.writeVarintField(1, irVersion);
  pbf.writeStringField(2, 'basinscope');
  pbf.writeMessage(8, (version: number, out) => {
    out.writeStringField(1, '');
    out.writeVarintField(2, version);
  }, opsetVersion);
  for (const domain of new Set(graph.nodes.map((node) => node.domain))) {
    if (domain === '') continue;
    pbf.writeMessage(8, (named: string, out) => {
      out.writeStringField(1, named);
      out.writeVarintField(2, 1);
    }, domain);
  }
  pbf.writeMessage(7, writeGraph, graph);
  return pbf.finish();
}

function writeGraph(graph: OnnxGraph, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, 'program');
  for (const initializer of graph.initializers) pbf.writeMessage(5, writeTensor, initializer);
  for (const value of graph.inputs) pbf.writeMessage(11, writeValue, value);
  for (const value of graph.outputs) pbf.writeMessage(12, writeValue, value);
}

function writeNode(node: OnnxNode, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(4, node.type);
  for (const entry of Object.entries(node.attributes)) pbf.writeMessage(5, writeAttribute, entry);
  if (node.domain !== '') pbf.writeStringField(7, node.domain);
}

function writeAttribute([name, value]: [string, OnnxAttribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    pbf.writeVarintField(20, attributeType.float);
  } else if ('int' in value) {
    pbf.writeVarintField(3, value.int);
    pbf.writeVarintField(20, attributeType.int);
  } else if ('string' in value) {
    pbf.writeStringField(4, value.string);
    pbf.writeVarintField(20, attributeType.string);
  } else if ('floats' in value) {
    for (const entry of value.floats) pbf.writeFloatField(7, entry);
    pbf.writeVarintField(20, attributeType.floats);
  } else {
    for (const entry of value.ints) pbf.writeVarintField(8, entry);
    pbf.writeVarintField(20, attributeType.ints);
  }
}

function writeTensor({ name, shape, values }: OnnxInitializer, pbf: PbfWriter): void {
  for (const axis of shape) pbf.writeVarintField(1, axis);
  pbf.writeVarintField(2, values instanceof Float32Array ? elementType.float32 : elementType.int64);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

function writeValue({ name, shape }: OnnxValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, (of: OnnxValue['shape'], type) => {
    type.writeMessage(1, (axes: OnnxValue['shape'], tensor) => {
      tensor.writeVarintField(1, elementType.float32);
      tensor.writeMessage(2, (sizes: OnnxValue['shape'], dims) => {
        for (const size of sizes) dims.writeMessage(1, writeDimension, size);
      }, axes);
    }, of);
  }, shape);
}

function writeDimension(size: number | string, pbf: PbfWriter): void {
  if (typeof size === 'number') pbf.writeVarintField(1, size);
  else pbf.writeStringField(2, size);
}
