import type { DeviceName } from '../contract/engine.ts';
import type { Attributes, Shape } from './program.ts';

/** An attribute of an ONNX node, by its protobuf kind. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly string: string };

/** The node that made a value. */
export interface OnnxOrigin {
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** An image taken apart: part (a, b) holds every `stride`-th row from a on and every `stride`-th column from b on, in row-major order of (a, b). */
export interface ImageParts {
  readonly stride: number;
  readonly phases: readonly string[];
}

/** Collects the nodes of an ONNX graph. Values are known by name. */
export interface OnnxWriter {
  /** Adds a node with one output and returns that output's name. `shape` is the output's, where it is known. */
  node(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttribute>>, domain?: string): string;
  /** As `node`, with several outputs. */
  nodes(type: string, inputs: readonly string[], outputs: number, attributes?: Readonly<Record<string, OnnxAttribute>>): readonly string[];
  /** A float32 constant; an array that is float32 already is kept as it is, not copied. */
  floats(values: ArrayLike<number>, shape: Shape): string;
  /** An int64 constant of rank 1 (shapes, axes, pads). */
  ints(values: readonly number[]): string;
  /** What made a value: its node; null for inputs of the graph and constants. */
  origin(name: string): OnnxOrigin | null;
  /** Remembers what an image was put together from: its phases, in row-major order. */
  join(image: string, parts: ImageParts): string;
  /** What an image was put together from, null for any other value. */
  partsOf(image: string): ImageParts | null;
  /** A 0/1 float tensor as a boolean one; a comparison made by `fromBoolean` costs nothing. */
  toBoolean(name: string): string;
  /** A boolean tensor as a 0/1 float one. */
  fromBoolean(name: string): string;
}

/** What one node of the program is lowered from. */
export interface OnnxContext {
  readonly inputs: readonly string[];
  readonly shapes: readonly Shape[];
  readonly shape: Shape;
  readonly attributes: Attributes;
  /** Devices differ in which of several equivalent nodes is fast. */
  readonly device: DeviceName;
}

/** Emits the ONNX nodes of one op and returns the name of its value. */
export type OnnxLowering = (writer: OnnxWriter, context: OnnxContext) => string;
