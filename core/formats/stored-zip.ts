import { crc32 } from 'node:zlib';

/** One file of a zip. */
export interface ZipPart {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LARGEST = 0xffff_ffff;
const MOST = 0xffff;
/** 1980-01-01, the first day a zip knows: the same parts give the same bytes. */
const DATE = 0x0021;
/** Names are UTF-8. */
const FLAGS = 0x0800;
const VERSION = 20;

/**
 * A zip file (PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16) whose parts are stored as they are, in the order given; the same input always gives the same bytes.
 * Throws RangeError for more than 65,535 parts or 4 GiB, which this form of the format cannot hold, and for names given twice.
 */
export function encodeStoredZip(parts: readonly ZipPart[]): Buffer {
  if (parts.length > MOST) throw new RangeError(`a zip of ${parts.length} parts; at most ${MOST} fit`);
  const chunks: Uint8Array[] = [];
  const directory: Buffer[] = [];
  const names = new Set<string>();
  let at = 0;
  const add = (chunk: Uint8Array): void => {
    chunks.push(chunk);
    at += chunk.length;
  };
  for (const { name, bytes } of parts) {
    if (names.has(name)) throw new RangeError(`two parts of a zip are called ${name}`);
    names.add(name);
    const encoded = Buffer.from(name, 'utf8');
    if (at + bytes.length + 2 * encoded.length + 200 > LARGEST || encoded.length > MOST) throw new RangeError('a zip of over 4 GiB, or a name too long for one');
    const start = at;
    const facts = factsOf(encoded, bytes);
    add(Buffer.concat([signature(0x04034b50), facts, word(0), encoded]));
    add(bytes);
    directory.push(Buffer.concat([signature(0x02014b50), word(VERSION), facts, word(0), word(0), word(0), word(0), long(0), long(start), encoded]));
  }
  const begin = at;
  for (const entry of directory) add(entry);
  add(Buffer.concat([signature(0x06054b50), word(0), word(0), word(parts.length), word(parts.length), long(at - begin), long(begin), word(0)]));
  return Buffer.concat(chunks);
}

/** What a part's own header and the directory both say of it, up to the length of its name. */
function factsOf(name: Uint8Array, bytes: Uint8Array): Buffer {
  return Buffer.concat([word(VERSION), word(FLAGS), word(0), word(0), word(DATE), long(crc32(bytes)), long(bytes.length), long(bytes.length), word(name.length)]);
}

function signature(value: number): Buffer {
  return long(value);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
