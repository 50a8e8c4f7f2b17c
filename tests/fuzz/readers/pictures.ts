import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { decodePicture } from '../../../core/data/decode-picture.ts';
import { openDataset } from '../../../core/data/open-dataset.ts';
import { parseJpegHeader } from '../../../core/formats/jpeg.ts';
import { fixture } from '../../core/formats/fixtures.ts';
import type { Random } from '../../core/formats/fuzz/random.ts';
import { once } from '../fuzz-reader.ts';
import type { FuzzReader } from '../fuzz-reader.ts';
import { mutateBytes, mutateFields } from '../mutate-bytes.ts';
import type { Field } from '../mutate-bytes.ts';

interface Chunk {
  readonly type: string;
  readonly body: Buffer;
}

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), body: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

/** A PNG of chunks, with their checksums. */
function pngOf(chunks: readonly Chunk[]): Buffer {
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks.map(({ type, body }) => {
    const out = Buffer.alloc(12 + body.length);
    out.writeUInt32BE(body.length);
    out.write(type, 4, 'latin1');
    out.set(body, 8);
    out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
    return out;
  })]);
}

/** Sizes, depth, colour, filter and interlacing in the header. */
const headerFields: readonly Field[] = [{ at: 0, size: 4, endian: 'big' }, { at: 4, size: 4, endian: 'big' }, ...[8, 9, 10, 11, 12].map((at): Field => ({ at, size: 1, endian: 'big' }))];

/** Null where a change before has left none. */
function rowsOf(data: Buffer): Buffer | null {
  try {
    return inflateSync(data);
  } catch {
    return null;
  }
}

function changeChunk(random: Random, { type, body }: Chunk): Chunk {
  if (type === 'IHDR') return { type, body: mutateFields(random, body, headerFields) };
  if (type === 'IDAT' && random.below(2) === 0) {
    const rows = rowsOf(body);
    if (rows !== null) return { type, body: deflateSync(random.below(10) === 0 ? Buffer.alloc(2 ** 24) : mutateBytes(random, rows)) };
  }
  if (random.below(6) === 0) return { type: random.pick(['IDAT', 'PLTE', 'tRNS', 'IEND', 'iCCP', 'zTXt', 'abcd', 'ABCD', 'acTL', 'fdAT']), body };
  return { type, body: body.length === 0 ? Buffer.alloc(random.below(300)) : mutateBytes(random, body) };
}

const pngSeeds = once(() => ['alpha', 'gray-alpha', 'gray', 'one-bit', 'palette', 'rgb'].map((name) => fixture(`formats/${name}.png`)));

/** A picture as it is dropped on a map, and in a folder of images. */
async function readPicture(bytes: Buffer, folder: string, name: string): Promise<void> {
  await decodePicture(bytes, name);
  writeFileSync(join(folder, name), bytes);
  const dataset = await openDataset(folder, { skipBad: true });
  await dataset.read([0]);
}

export const pngReader: FuzzReader = {
  name: 'png',
  make: (random) => {
    const seed = random.pick(pngSeeds());
    if (random.below(3) === 0) return mutateBytes(random, seed, pngSeeds());
    const chunks = chunksOf(seed);
    for (let change = random.below(3); change >= 0; change--) {
      const at = random.below(chunks.length);
      const kind = random.below(8);
      if (kind === 0) chunks.splice(at, 1);
      else if (kind === 1) chunks.splice(random.below(chunks.length + 1), 0, chunks[at]!);
      else chunks[at] = changeChunk(random, chunks[at]!);
      if (chunks.length === 0) break;
    }
    return pngOf(chunks);
  },
  read: (bytes, folder) => readPicture(bytes, folder, 'damaged.png'),
};

const jpegSeeds = once(() => ['gray', 'progressive', 'rgb'].map((name) => fixture(`formats/${name}.jpg`)));

/** Where a JPEG's segments say their lengths, and its frame its size, components and samplings. */
function jpegFields(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1]!;
    fields.push({ at: at + 1, size: 1, endian: 'big' }, { at: at + 2, size: 2, endian: 'big' });
    const length = bytes.readUInt16BE(at + 2);
    const frame = marker >= 0xc0 && marker <= 0xc2;
    if (frame) fields.push(...[5, 7].map((offset): Field => ({ at: at + offset, size: 2, endian: 'big' })));
    for (let i = 4; i < Math.min(length + 2, frame ? 20 : 40); i++) fields.push({ at: at + i, size: 1, endian: 'big' });
    if (marker === 0xda) break;
  }
  return fields;
}

export const jpegReader: FuzzReader = {
  name: 'jpeg',
  make: (random) => {
    const seed = random.pick(jpegSeeds());
    return random.below(2) === 0 ? mutateBytes(random, seed, jpegSeeds()) : mutateFields(random, seed, jpegFields(seed));
  },
  read: async (bytes, folder) => {
    parseJpegHeader(bytes, 'damaged.jpg');
    await readPicture(bytes, folder, 'damaged.jpg');
  },
};
