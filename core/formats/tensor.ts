/** Element types that the formats here can carry. */
export type DType =
  | 'float32' | 'float16' | 'bfloat16' | 'float64'
  | 'int64' | 'int32' | 'int16' | 'int8'
  | 'uint32' | 'uint16' | 'uint8' | 'bool';

/** Elements in memory. float16 and bfloat16 widen to float32, which holds every one of their values; bool is 0 or 1. */
export type TensorValues =
  | Float32Array | Float64Array | BigInt64Array | Int32Array | Int16Array | Int8Array
  | Uint32Array | Uint16Array | Uint8Array;

/** A dense array: `shape` (row-major) and its elements; `dtype` is the type in the file. */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: TensorValues;
}

const sizes: Record<DType, number> = {
  float32: 4, float16: 2, bfloat16: 2, float64: 8, int64: 8, int32: 4, int16: 2, int8: 1, uint32: 4, uint16: 2, uint8: 1, bool: 1,
};

/** Bytes of one element of `dtype`. */
export function bytesPerElement(dtype: DType): number {
  return sizes[dtype];
}

/** True for types whose values are whole numbers (bool included). */
export function isInteger(dtype: DType): boolean {
  return !dtype.includes('float');
}

/** Product of `shape`, or null where a size is not a whole number ≥ 0 or the product leaves the exact integers. */
export function elementCount(shape: readonly number[]): number | null {
  let count = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) return null;
    count *= size;
    if (!Number.isSafeInteger(count)) return null;
  }
  return count;
}

const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Bytes of a file as elements; `bytes` must be a whole number of elements (callers check, with the file's name). */
export function decodeElements(bytes: Uint8Array, dtype: DType, littleEndian = true): TensorValues {
  const own = Buffer.from(new ArrayBuffer(bytes.byteLength));
  own.set(bytes);
  const size = bytesPerElement(dtype);
  if (own.byteLength % size !== 0) throw new RangeError(`${own.byteLength} bytes are not a whole number of ${dtype}`);
  if (littleEndian !== hostIsLittleEndian) {
    if (size === 2) own.swap16();
    else if (size === 4) own.swap32();
    else if (size === 8) own.swap64();
  }
  const buffer = own.buffer;
  switch (dtype) {
    case 'float32': return new Float32Array(buffer);
    case 'float64': return new Float64Array(buffer);
    case 'float16': return Float32Array.from(new Uint16Array(buffer), float16ToNumber);
    case 'bfloat16': return widenBfloat16(new Uint16Array(buffer));
    case 'int64': return new BigInt64Array(buffer);
    case 'int32': return new Int32Array(buffer);
    case 'int16': return new Int16Array(buffer);
    case 'int8': return new Int8Array(buffer);
    case 'uint32': return new Uint32Array(buffer);
    case 'uint16': return new Uint16Array(buffer);
    case 'uint8': return new Uint8Array(buffer);
    case 'bool': return new Uint8Array(buffer).map((value) => (value === 0 ? 0 : 1));
  }
}

/** Elements as little-endian bytes of `dtype`, the inverse of decodeElements. float16 and bfloat16 are not written. */
export function encodeElements(tensor: Tensor): Uint8Array {
  if (tensor.dtype === 'float16' || tensor.dtype === 'bfloat16') {
    throw new RangeError(`writing ${tensor.dtype} is not supported: widen to float32`);
  }
  const { values } = tensor;
  if (values.BYTES_PER_ELEMENT !== bytesPerElement(tensor.dtype)) {
    throw new RangeError(`${values.constructor.name} does not hold ${tensor.dtype}`);
  }
  const own = Buffer.from(new ArrayBuffer(values.byteLength));
  own.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  if (!hostIsLittleEndian) {
    if (values.BYTES_PER_ELEMENT === 2) own.swap16();
    else if (values.BYTES_PER_ELEMENT === 4) own.swap32();
    else if (values.BYTES_PER_ELEMENT === 8) own.swap64();
  }
  return own;
}

/** Elements as float32, and whether each kept its exact value. Never shares memory with the input unless it is float32. */
export function toFloat32(values: TensorValues): { values: Float32Array; exact: boolean } {
  if (values instanceof Float32Array) return { values, exact: true };
  const out = new Float32Array(values.length);
  let exact = true;
  if (values instanceof BigInt64Array) {
    for (let i = 0; i < out.length; i++) {
      const value = values[i]!;
      out[i] = Number(value);
      if (BigInt(out[i]!) !== value) exact = false;
    }
  } else {
    for (let i = 0; i < out.length; i++) {
      const value = values[i]!;
      out[i] = value;
      if (out[i] !== value && !Number.isNaN(value)) exact = false;
    }
  }
  return { values: out, exact };
}

/** IEEE 754 binary16 bits as a number. */
export function float16ToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function widenBfloat16(bits: Uint16Array): Float32Array {
  // bfloat16 is the upper half of a float32.
  return new Float32Array(Uint32Array.from(bits, (half) => half * 0x10000).buffer);
}
