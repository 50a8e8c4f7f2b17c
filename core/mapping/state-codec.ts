import { z } from 'zod';
import { MappingError } from './mapping-error.ts';

/**
 * Plain data (objects, arrays, numbers, strings, booleans, null, typed arrays) as bytes and back, exactly.
 *
 * Layout: 8 bytes magic, uint32 version, uint32 length of the head, head (JSON in UTF-8), zeros to a multiple of 8, then the bytes
 * of every typed array at a multiple of 8, little-endian. In the head a typed array is `{"$": number}`; one that is referred to
 * several times is written once and is one again after decoding. Numbers that JSON lacks are `{"$n": "NaN"}` and alike.
 */
const MAGIC = 'BSCPMAP\n';
const HEAD_AT = 16;

const KINDS = { Float32Array, Float64Array, Int32Array, Uint32Array, Uint8Array } as const;
type Kind = keyof typeof KINDS;
type Numbers = InstanceType<(typeof KINDS)[Kind]>;

const head = z.object({
  arrays: z.array(z.object({ kind: z.enum(['Float32Array', 'Float64Array', 'Int32Array', 'Uint32Array', 'Uint8Array']), at: z.int().min(0), length: z.int().min(0) })),
  value: z.unknown(),
});
type Head = z.infer<typeof head>;

/** Bytes of `value`, marked as of `version`. Throws MappingError for anything that is not plain data. */
export function encodePlain(value: unknown, version: number): Uint8Array {
  const arrays: Numbers[] = [];
  const indexOf = new Map<Numbers, number>();
  const plain = strip(value, (array) => {
    const known = indexOf.get(array);
    if (known !== undefined) return known;
    indexOf.set(array, arrays.length);
    return arrays.push(array) - 1;
  });
  let at = 0;
  const table = arrays.map((array) => {
    const entry = { kind: kindOf(array)!, at, length: array.length };
    at += roundUp(array.byteLength);
    return entry;
  });
  const text = new TextEncoder().encode(JSON.stringify({ arrays: table, value: plain } satisfies Head));
  const tailAt = roundUp(HEAD_AT + text.length);
  const bytes = new Uint8Array(tailAt + at);
  bytes.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, version, true);
  view.setUint32(12, text.length, true);
  bytes.set(text, HEAD_AT);
  for (const [i, array] of arrays.entries()) bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), tailAt + table[i]!.at);
  return bytes;
}

/** The value that `encodePlain` made the bytes of. Throws MappingError when they are something else, cut short, or of another version. */
export function decodePlain(bytes: Uint8Array, version: number): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD_AT || new TextDecoder().decode(bytes.subarray(0, 8)) !== MAGIC) {
    throw new MappingError('The saved state of this map is not one: its first bytes are wrong. Start the map again.');
  }
  const written = view.getUint32(8, true);
  if (written !== version) {
    throw new MappingError(`The saved state of this map is of version ${written}; this program reads version ${version}. Go on with the program that wrote it, or start the map again.`);
  }
  const length = view.getUint32(12, true);
  let found: Head;
  try {
    found = head.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(HEAD_AT, HEAD_AT + length))));
  } catch (error) {
    throw new MappingError('The saved state of this map is damaged: its head cannot be read. Start the map again.', { cause: error });
  }
  const tailAt = roundUp(HEAD_AT + length);
  const arrays = found.arrays.map(({ kind, at, length: count }) => {
    const Type = KINDS[kind];
    const from = tailAt + at;
    const to = from + count * Type.BYTES_PER_ELEMENT;
    if (to > bytes.length) throw new MappingError(`The saved state of this map is cut short: ${bytes.length} bytes, at least ${to} expected. Start the map again.`);
    return new Type(bytes.slice(from, to).buffer);
  });
  return restore(found.value, arrays);
}

function roundUp(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function kindOf(value: object): Kind | null {
  for (const [kind, Type] of Object.entries(KINDS)) if (value instanceof Type) return kind as Kind;
  return null;
}

function strip(value: unknown, place: (array: Numbers) => number): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : { $n: Object.is(value, -0) ? '-0' : String(value) };
  if (Array.isArray(value)) return value.map((element) => strip(element, place));
  if (typeof value === 'object') {
    if (kindOf(value) !== null) return { $: place(value as Numbers) };
    if (Object.getPrototypeOf(value) === Object.prototype) {
      const entries = Object.entries(value).filter(([, element]) => element !== undefined);
      return Object.fromEntries(entries.map(([key, element]) => [key, strip(element, place)]));
    }
  }
  throw new MappingError(`The state of a map must be plain data; found ${Object.prototype.toString.call(value)}.`);
}

function restore(value: unknown, arrays: readonly Numbers[]): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((element) => restore(element, arrays));
  const object = value as Record<string, unknown>;
  if (typeof object['$'] === 'number') {
    const array = arrays[object['$']];
    if (array === undefined) throw new MappingError('The saved state of this map is damaged: it names an array that is not there. Start the map again.');
    return array;
  }
  if (typeof object['$n'] === 'string') return Number(object['$n']);
  return Object.fromEntries(Object.entries(object).map(([key, element]) => [key, restore(element, arrays)]));
}
