import { z } from 'zod';

/** What the bytes of a kind of plain data begin with, and how its errors are worded. */
export interface PlainFormat {
  /** 8 ASCII characters. */
  readonly magic: string;
  /** What the bytes are, as an error begins: "The saved state of this map". */
  readonly what: string;
  /** What to do where they are damaged. */
  readonly remedy: string;
  /** What to do where another version of the program wrote them. */
  readonly otherVersion: string;
  /** The noun's own error. */
  error(message: string, options?: ErrorOptions): Error;
}

export interface PlainCodec {
  /** Bytes of `value`, marked as of `version`. Throws the format's error for anything that is not plain data. */
  encode(value: unknown, version: number): Uint8Array;
  /** The value that `encode` made the bytes of. Throws the format's error when they are something else, cut short, or of another version. */
  decode(bytes: Uint8Array, version: number): unknown;
}

const HEAD_AT = 16;
/** Far above what any state nests, far below what a call stack holds. */
const DEEPEST = 500;

const KINDS = { Float32Array, Float64Array, Int32Array, Uint32Array, Uint8Array } as const;
type Kind = keyof typeof KINDS;
type Numbers = InstanceType<(typeof KINDS)[Kind]>;

const head = z.object({
  arrays: z.array(z.object({ kind: z.enum(['Float32Array', 'Float64Array', 'Int32Array', 'Uint32Array', 'Uint8Array']), at: z.int().min(0), length: z.int().min(0) })),
  value: z.unknown(),
});
type Head = z.infer<typeof head>;

/**
 * Plain data (objects, arrays, numbers, strings, booleans, null, typed arrays) as bytes and back, exactly.
 *
 * Layout: 8 bytes magic, uint32 version, uint32 length of the head, head (JSON in UTF-8), zeros to a multiple of 8, then the bytes
 * of every typed array at a multiple of 8, little-endian. In the head a typed array is `{"$": number}`; one that is referred to
 * several times is written once and is one again after decoding. Numbers that JSON lacks are `{"$n": "NaN"}` and alike.
 */
export function plainCodec(format: PlainFormat): PlainCodec {
  return { encode: (value, version) => encode(format, value, version), decode: (bytes, version) => decode(format, bytes, version) };
}

function encode(format: PlainFormat, value: unknown, version: number): Uint8Array {
  const arrays: Numbers[] = [];
  const indexOf = new Map<Numbers, number>();
  const place = (array: Numbers): number => {
    const known = indexOf.get(array);
    if (known !== undefined) return known;
    indexOf.set(array, arrays.length);
    return arrays.push(array) - 1;
  };
  const plain = strip(value, place, (found) => format.error(`${format.what} must be plain data; found ${found}.`));
  let at = 0;
  const table = arrays.map((array) => {
    const entry = { kind: kindOf(array)!, at, length: array.length };
    at += roundUp(array.byteLength);
    return entry;
  });
  const text = new TextEncoder().encode(JSON.stringify({ arrays: table, value: plain } satisfies Head));
  const tailAt = roundUp(HEAD_AT + text.length);
  const bytes = new Uint8Array(tailAt + at);
  bytes.set(new TextEncoder().encode(format.magic));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, version, true);
  view.setUint32(12, text.length, true);
  bytes.set(text, HEAD_AT);
  for (const [i, array] of arrays.entries()) bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), tailAt + table[i]!.at);
  return bytes;
}

function decode(format: PlainFormat, bytes: Uint8Array, version: number): unknown {
  const { what, remedy } = format;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD_AT || new TextDecoder().decode(bytes.subarray(0, 8)) !== format.magic) {
    throw format.error(`${what} is not one: its first bytes are wrong. ${remedy}`);
  }
  const written = view.getUint32(8, true);
  if (written !== version) {
    throw format.error(`${what} is of version ${written}; this program reads version ${version}. ${format.otherVersion}`);
  }
  const damaged = (how: string, options?: ErrorOptions): Error => format.error(`${what} is damaged: ${how}. ${remedy}`, options);
  const length = view.getUint32(12, true);
  let found: Head;
  try {
    found = head.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(HEAD_AT, HEAD_AT + length))));
  } catch (error) {
    throw damaged('its head cannot be read', { cause: error });
  }
  const tailAt = roundUp(HEAD_AT + length);
  let taken = 0;
  const arrays = found.arrays.map(({ kind, at, length: count }) => {
    const Type = KINDS[kind];
    const from = tailAt + at;
    const to = from + count * Type.BYTES_PER_ELEMENT;
    if (to > bytes.length) throw format.error(`${what} is cut short: ${bytes.length} bytes, at least ${to} expected. ${remedy}`);
    // Each array has bytes of its own, so that a few bytes never become many in memory.
    taken += to - from;
    if (taken > bytes.length) throw damaged('its arrays overlap');
    // Not Buffer's own slice, which would share its pool.
    return new Type(Uint8Array.prototype.slice.call(bytes, from, to).buffer);
  });
  return restore(found.value, arrays, damaged);
}

function roundUp(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function kindOf(value: object): Kind | null {
  for (const [kind, Type] of Object.entries(KINDS)) if (value instanceof Type) return kind as Kind;
  return null;
}

function strip(value: unknown, place: (array: Numbers) => number, refuse: (found: string) => Error): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : { $n: Object.is(value, -0) ? '-0' : String(value) };
  if (Array.isArray(value)) return value.map((element) => strip(element, place, refuse));
  if (typeof value === 'object') {
    if (kindOf(value) !== null) return { $: place(value as Numbers) };
    if (Object.getPrototypeOf(value) === Object.prototype) {
      const entries = Object.entries(value).filter(([, element]) => element !== undefined);
      return Object.fromEntries(entries.map(([key, element]) => [key, strip(element, place, refuse)]));
    }
  }
  throw refuse(Object.prototype.toString.call(value));
}

function restore(value: unknown, arrays: readonly Numbers[], damaged: (how: string) => Error, depth = 0): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (depth > DEEPEST) throw damaged('it nests too deep');
  if (Array.isArray(value)) return value.map((element) => restore(element, arrays, damaged, depth + 1));
  const object = value as Record<string, unknown>;
  if (typeof object['$'] === 'number') {
    const array = arrays[object['$']];
    if (array === undefined) throw damaged('it names an array that is not there');
    return array;
  }
  if (typeof object['$n'] === 'string') return Number(object['$n']);
  return Object.fromEntries(Object.entries(object).map(([key, element]) => [key, restore(element, arrays, damaged, depth + 1)]));
}
