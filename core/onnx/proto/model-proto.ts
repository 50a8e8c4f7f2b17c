/** What an ONNX file holds, as it stands there: the messages of onnx.proto that this program reads. */
export interface ModelProto {
  readonly irVersion: number;
  readonly producer: string;
  /** Version of each operator set by its domain; '' is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: GraphProto;
  readonly functions: readonly FunctionProto[];
}

export interface GraphProto {
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  readonly inputs: readonly ValueProto[];
  readonly outputs: readonly ValueProto[];
  /** Sparse initializers are counted only: they are not supported. */
  readonly sparseInitializers: number;
}

export interface NodeProto {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeProto>;
}

export type AttributeProto =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'numbers'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: TensorProto }
  | { readonly kind: 'graph'; readonly value: GraphProto }
  /** In a function: the attribute of this name of the node that calls it. */
  | { readonly kind: 'reference'; readonly value: string }
  | { readonly kind: 'other' };

export interface TensorProto {
  readonly name: string;
  /** TensorProto.DataType. */
  readonly type: number;
  readonly dims: readonly number[];
  /** Little-endian elements, where they are kept so. */
  readonly raw: Uint8Array | null;
  /** Elements that are kept one by one: float_data, int32_data, int64_data, double_data or uint64_data. */
  readonly listed: readonly number[];
  readonly external: ExternalData | null;
}

/** Where elements lie outside the file. */
export interface ExternalData {
  readonly location: string;
  readonly offset: number;
  /** Bytes; null where the file does not say. */
  readonly length: number | null;
}

export interface ValueProto {
  readonly name: string;
  readonly type: number;
  /** A size, the name of a size, or null where nothing is said; null for a value of unknown rank. */
  readonly dims: readonly (number | string | null)[] | null;
}

export interface FunctionProto {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly NodeProto[];
}
