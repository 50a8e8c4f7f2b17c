import { FormatError, quoted } from './format-error.ts';
import type { DType } from './tensor.ts';
import { bytesPerElement, elementCount } from './tensor.ts';

/** What one element of the array is: a number, or text of at most `length` characters. */
export type NpyElement =
  | { readonly kind: 'number'; readonly dtype: DType }
  | { readonly kind: 'text'; readonly encoding: 'utf-32' | 'latin1'; readonly length: number };

export interface NpyHeader {
  readonly element: NpyElement;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements start, how many there are and how many bytes each takes. */
  readonly dataStart: number;
  readonly count: number;
  readonly elementBytes: number;
}

/** Bytes from the start of a file that are sure to hold the whole header. */
export const NPY_HEADER_PREFIX = 66_000;

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
const numbers: ReadonlyMap<string, DType> = new Map<string, DType>([
  ['f2', 'float16'], ['f4', 'float32'], ['f8', 'float64'], ['i1', 'int8'], ['i2', 'int16'], ['i4', 'int32'], ['i8', 'int64'],
  ['u1', 'uint8'], ['u2', 'uint16'], ['u4', 'uint32'], ['b1', 'bool'],
]);

/** True where the bytes start as a .npy file does. */
export function isNpy(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/**
 * Parses the header of a .npy file, versions 1 to 3, from its first NPY_HEADER_PREFIX bytes.
 * @throws FormatError where it is malformed, of another version, or of an element type that is not plain numbers or text.
 */
export function parseNpyHeader(bytes: Buffer, file: string): NpyHeader {
  const refuse = (expected: string, found: string): never => {
    throw new FormatError(file, { expected, found });
  };
  if (!isNpy(bytes)) refuse('a NumPy .npy file', bytes.length === 0 ? 'an empty file' : 'another beginning');
  if (bytes.length < 12) refuse('a .npy header', `a file of ${bytes.length} bytes`);
  const version = bytes[6]!;
  if (version < 1 || version > 3) refuse('.npy version 1, 2 or 3', `version ${version}`);
  const lengthBytes = version === 1 ? 2 : 4;
  const length = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const start = 8 + lengthBytes;
  if (start + length > NPY_HEADER_PREFIX) refuse(`a .npy header of at most ${NPY_HEADER_PREFIX - start} bytes`, `${length}`);
  if (start + length > bytes.length) refuse(`a .npy header of ${length} bytes`, `${bytes.length - start} before the end of the file`);
  const text = bytes.subarray(start, start + length).toString(version === 3 ? 'utf8' : 'latin1');
  const fields = parseHeaderDict(text);
  if (fields === null) return refuse('a header that is a dict of descr, fortran_order and shape', quoted(text.trim()));

  const { descr, fortranOrder, shape } = fields;
  if (shape.length > 16) refuse('an array of at most 16 dimensions', `${shape.length}`);
  const count = elementCount(shape);
  if (count === null) return refuse('a shape whose product is below 2^53', `[${shape.join(', ')}]`);
  const parsed = parseDescr(descr);
  if (parsed === null) {
    return refuse(`elements of type ${[...numbers.keys()].join(', ')}`, descr.includes('O') ? `${quoted(descr)}: pickled Python objects` : quoted(descr));
  }
  const elementBytes = parsed.element.kind === 'number' ? bytesPerElement(parsed.element.dtype) : parsed.element.length * (parsed.element.encoding === 'utf-32' ? 4 : 1);
  return { ...parsed, fortranOrder, shape, dataStart: start + length, count, elementBytes };
}

function parseDescr(descr: string): { element: NpyElement; littleEndian: boolean } | null {
  const order = descr[0]!;
  if (!'<>|='.includes(order)) return null;
  const littleEndian = order !== '>';
  const dtype = numbers.get(descr.slice(1));
  if (dtype !== undefined) return { element: { kind: 'number', dtype }, littleEndian };
  const text = /^([US])(\d{1,4})$/.exec(descr.slice(1));
  if (text === null) return null;
  return { element: { kind: 'text', encoding: text[1] === 'U' ? 'utf-32' : 'latin1', length: Number(text[2]) }, littleEndian };
}

interface HeaderFields {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/**
 * The dict literal that NumPy writes: three known keys, each once, whose values are a string, True or False, and a tuple
 * of whole numbers. Null for anything else; nothing is evaluated.
 */
function parseHeaderDict(text: string): HeaderFields | null {
  // `3L` is how Python 2 wrote a long.
  const token = /\s*(?:'([^'\\]*)'|"([^"\\]*)"|(True|False)|(\d+)L?|([{}():,[\]]))/y;
  const tokens: { kind: 'string' | 'bool' | 'number' | 'mark'; text: string }[] = [];
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const match = token.exec(text);
    if (match === null || tokens.length > 200) return null;
    const [, single, double, bool, number, mark] = match;
    if (single !== undefined || double !== undefined) tokens.push({ kind: 'string', text: single ?? double! });
    else if (bool !== undefined) tokens.push({ kind: 'bool', text: bool });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else tokens.push({ kind: 'mark', text: mark! });
  }

  let at = 0;
  const eat = (mark: string): boolean => {
    if (tokens[at]?.kind !== 'mark' || tokens[at]?.text !== mark) return false;
    at++;
    return true;
  };
  const fields: { descr?: string; fortranOrder?: boolean; shape?: number[] } = {};
  if (!eat('{')) return null;
  while (!eat('}')) {
    const key = tokens[at++];
    if (key?.kind !== 'string' || !eat(':')) return null;
    const value = tokens[at];
    if (key.text === 'descr' && value?.kind === 'string' && fields.descr === undefined) {
      fields.descr = value.text;
      at++;
    } else if (key.text === 'fortran_order' && value?.kind === 'bool' && fields.fortranOrder === undefined) {
      fields.fortranOrder = value.text === 'True';
      at++;
    } else if (key.text === 'shape' && fields.shape === undefined && eat('(')) {
      const shape: number[] = [];
      while (!eat(')')) {
        const size = tokens[at++];
        if (size?.kind !== 'number') return null;
        shape.push(Number(size.text));
        // (3) is a number in Python, not a tuple: a comma must follow, except before ")" from the second on.
        if (!eat(',') && (shape.length === 1 || tokens[at]?.text !== ')')) return null;
      }
      fields.shape = shape;
    } else {
      return null;
    }
    if (!eat(',') && tokens[at]?.text !== '}') return null;
  }
  const { descr, fortranOrder, shape } = fields;
  if (at !== tokens.length || descr === undefined || descr === '' || fortranOrder === undefined || shape === undefined) return null;
  return { descr, fortranOrder, shape };
}
