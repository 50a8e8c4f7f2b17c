import { FormatError, quoted } from './format-error.ts';
import type { DType } from './tensor.ts';
import { bytesPerElement, elementCount } from './tensor.ts';

/** Names of element types in the format, for the types this program holds. */
export const safetensorsTypes: ReadonlyMap<string, DType> = new Map<string, DType>([
  ['F64', 'float64'], ['F32', 'float32'], ['F16', 'float16'], ['BF16', 'bfloat16'], ['I64', 'int64'], ['I32', 'int32'],
  ['I16', 'int16'], ['I8', 'int8'], ['U32', 'uint32'], ['U16', 'uint16'], ['U8', 'uint8'], ['BOOL', 'bool'],
]);

/** Bounds far beyond any network and quick to check; the format itself allows headers of 100 MB. */
const LARGEST_HEADER = 25_000_000;
const MOST_TENSORS = 100_000;

export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Byte range in the file. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Parses and checks a safetensors header: an 8-byte length, JSON, then the data that the tensors must cover exactly,
 * without gap or overlap.
 * @throws FormatError on any breach, repeated keys included.
 */
export function parseSafetensorsHeader(bytes: Buffer, file: string): SafetensorsHeader {
  const refuse = (expected: string, found: string): never => {
    throw new FormatError(file, { expected, found });
  };
  if (bytes.length < 8) refuse('a safetensors header length of 8 bytes', `a file of ${bytes.length}`);
  const declared = bytes.readBigUInt64LE(0);
  if (declared > BigInt(LARGEST_HEADER)) refuse(`a safetensors header of at most ${LARGEST_HEADER} bytes`, `${declared}`);
  const length = Number(declared);
  const dataStart = 8 + length;
  if (dataStart > bytes.length) refuse(`a safetensors header of ${length} bytes`, `${bytes.length - 8} bytes in the file`);

  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, dataStart));
  } catch {
    return refuse('a UTF-8 header', 'bytes that are not UTF-8');
  }
  if (!text.startsWith('{')) refuse('a header that starts with {', quoted(text.slice(0, 8)));
  checkKeys(text, refuse);
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    return refuse('a JSON header', `text that is none (${(error as Error).message.slice(0, 100)})`);
  }

  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  if (names.length > MOST_TENSORS) refuse(`at most ${MOST_TENSORS} tensors`, `${names.length}`);
  const entries = names.map((name) => parseEntry(name, header[name], dataStart, refuse));
  const inPlace = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let reached = dataStart;
  for (const entry of inPlace) {
    if (entry.begin !== reached) {
      refuse(`tensor ${quoted(entry.name)} to start where the one before ends (byte ${reached - dataStart})`, `${entry.begin < reached ? 'an overlap' : 'a gap'}: it starts at byte ${entry.begin - dataStart}`);
    }
    reached = entry.end;
  }
  if (reached !== bytes.length) refuse(`${reached - dataStart} bytes of tensor data, as the header says`, `${bytes.length - dataStart}`);
  return { entries, metadata: Object.hasOwn(header, '__metadata__') ? parseMetadata(header['__metadata__'], refuse) : {} };
}

type Refuse = (expected: string, found: string) => never;

function parseEntry(name: string, value: unknown, dataStart: number, refuse: Refuse): SafetensorsEntry {
  const label = `tensor ${quoted(name)}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(`${label} described by an object`, typeof value);
  const { dtype: type, shape, data_offsets: offsets, ...others } = value as Record<string, unknown>;
  const extra = Object.keys(others)[0];
  if (extra !== undefined) refuse(`${label} with dtype, shape and data_offsets only`, quoted(extra));
  const dtype = typeof type === 'string' ? safetensorsTypes.get(type) : undefined;
  if (dtype === undefined) return refuse(`${label} of one of the types ${[...safetensorsTypes.keys()].join(', ')}`, typeof type === 'string' ? quoted(type) : typeof type);
  const count = isCounts(shape) ? elementCount(shape) : null;
  if (!isCounts(shape) || count === null || shape.length > 16) return refuse(`${label} with a shape of at most 16 whole numbers`, 'another');
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) return refuse(`${label} with data_offsets [begin, end]`, 'others');
  const [begin, end] = offsets as [number, number];
  if (end - begin !== count * bytesPerElement(dtype)) {
    refuse(`${label} of shape [${shape.join(', ')}] and type ${type as string} to take ${count * bytesPerElement(dtype)} bytes`, `${end - begin}`);
  }
  return { name, dtype, shape, begin: dataStart + begin, end: dataStart + end };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
}

function parseMetadata(value: unknown, refuse: Refuse): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('__metadata__ to be an object of strings', 'something else');
  for (const [key, item] of Object.entries(value)) if (typeof item !== 'string') refuse('__metadata__ to hold strings', `${quoted(key)} of type ${typeof item}`);
  return value as Record<string, string>;
}

/** Refuses repeated keys and deep nesting, which JSON.parse would pass over, before the text is parsed. */
function checkKeys(text: string, refuse: Refuse): void {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '{' || character === '[') {
      if (open.length >= 4) refuse('a header nested at most 4 deep', 'a deeper one');
      open.push(character === '{' ? new Set() : null);
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '"') {
      const end = stringEnd(text, at);
      let next = end + 1;
      while (' \t\r\n'.includes(text[next] ?? '.')) next++;
      const keys = open.at(-1);
      if (text[next] === ':' && keys) {
        const key = parseString(text.slice(at, end + 1));
        if (key !== null && keys.has(key)) refuse('each key once', `${quoted(key)} twice`);
        if (key !== null) keys.add(key);
      }
      at = end;
    }
  }
}

/** Index of the quote that closes the string opened at `start`; the end of the text where none does. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** null where it is no JSON string: parsing the whole header will say where. */
function parseString(literal: string): string | null {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return null;
  }
}
