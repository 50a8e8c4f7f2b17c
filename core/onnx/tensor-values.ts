import { bytesPerElement, decodeElements, elementCount } from '../formats/tensor.ts';
import type { DType } from '../formats/tensor.ts';
import type { ElementKind, KnownTensor } from './graph-value.ts';
import { ProtoError } from './proto/fields.ts';
import type { TensorProto } from './proto/model-proto.ts';

/** Element types of TensorProto.DataType that are read. */
const types: Readonly<Record<number, { readonly dtype: DType | 'uint64'; readonly kind: ElementKind }>> = {
  1: { dtype: 'float32', kind: 'float' },
  2: { dtype: 'uint8', kind: 'int' },
  3: { dtype: 'int8', kind: 'int' },
  4: { dtype: 'uint16', kind: 'int' },
  5: { dtype: 'int16', kind: 'int' },
  6: { dtype: 'int32', kind: 'int' },
  7: { dtype: 'int64', kind: 'int' },
  9: { dtype: 'bool', kind: 'bool' },
  10: { dtype: 'float16', kind: 'float' },
  11: { dtype: 'float64', kind: 'float' },
  12: { dtype: 'uint32', kind: 'int' },
  13: { dtype: 'uint64', kind: 'int' },
  16: { dtype: 'bfloat16', kind: 'float' },
};

const names = ['nothing', 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'text', 'bool', 'float16', 'float64', 'uint32', 'uint64', 'complex64', 'complex128', 'bfloat16'];

/** The name of an element type, for messages. */
export function typeName(type: number): string {
  return names[type] ?? `element type ${type}`;
}

/** What kind of element a type of TensorProto.DataType is; null for types that are not read (text, complex numbers, 8- and 4-bit floats). */
export function kindOfType(type: number): ElementKind | null {
  return types[type]?.kind ?? null;
}

/** Bytes that a tensor's elements take, checked against its sizes; what external data must have. Throws ProtoError. */
export function bytesOf({ name, type, dims }: TensorProto): number {
  const known = types[type];
  const count = elementCount(dims);
  if (known === undefined) throw new ProtoError(`the tensor ${JSON.stringify(name.slice(0, 80))} of ${typeName(type)}, which is not read`);
  if (count === null) throw new ProtoError(`the tensor ${JSON.stringify(name.slice(0, 80))} of shape [${dims.join(', ')}]`);
  return count * (known.dtype === 'uint64' ? 8 : bytesPerElement(known.dtype));
}

/**
 * The elements of a tensor: float32 as they are, other floats rounded to it, whole numbers and truth values as doubles.
 * `bytes`: its external data. Throws ProtoError where elements and sizes disagree, or the type is not read.
 */
export function knownTensor(tensor: TensorProto, bytes: Uint8Array | null): KnownTensor {
  const expected = bytesOf(tensor);
  const { dtype, kind } = types[tensor.type]!;
  const shape = [...tensor.dims];
  const raw = bytes ?? tensor.raw;
  const count = elementCount(shape)!;
  const wrong = (found: string): ProtoError => new ProtoError(`the tensor ${JSON.stringify(tensor.name.slice(0, 80))} of shape [${shape.join(', ')}] with ${found}`);
  if (raw !== null) {
    if (raw.length !== expected) throw wrong(`${raw.length} bytes of elements where ${expected} were expected`);
    if (dtype === 'uint64') return { kind, shape, values: Float64Array.from(decodeElements(raw, 'int64') as BigInt64Array, (value) => Number(BigInt.asUintN(64, value))) };
    const values = decodeElements(raw, dtype);
    if (kind === 'float') return { kind, shape, values: values instanceof Float32Array ? values : Float32Array.from(values as Float64Array) };
    return { kind, shape, values: values instanceof BigInt64Array ? Float64Array.from(values, Number) : Float64Array.from(values as Uint8Array) };
  }
  const listed = tensor.listed;
  if (listed.length !== count) throw wrong(`${listed.length} elements`);
  if (dtype === 'float16' || dtype === 'bfloat16') {
    // Kept as the 16 bits of each, in int32_data.
    return { kind, shape, values: Float32Array.from(decodeElements(new Uint8Array(Uint16Array.from(listed).buffer), dtype) as Float32Array) };
  }
  return { kind, shape, values: kind === 'float' ? Float32Array.from(listed) : Float64Array.from(listed) };
}
