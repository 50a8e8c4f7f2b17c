import { crc32, inflateSync } from 'node:zlib';
import { convertIndexedToRgb, decode, encode } from 'fast-png';
import { FormatError, quoted } from './format-error.ts';
import type { Raster, RasterHeader } from './raster.ts';
import { checkRasterSize } from './raster.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

interface PngHeader extends RasterHeader {
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
}

/** Samples a pixel, by colour type: gray, RGB, palette, gray and alpha, RGB and alpha (PNG, section 11.2.1). */
const samplesOf: ReadonlyMap<number, number> = new Map([[0, 1], [2, 3], [3, 1], [4, 2], [6, 4]]);

/** True where the bytes start as a PNG does. */
export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/**
 * Size and channels of a PNG from its first 33 bytes. Channels are those of the decoded Raster: alpha is not counted.
 * @throws FormatError where it is no PNG, empty or too large.
 */
export function parsePngHeader(bytes: Buffer, file: string): RasterHeader {
  return parseHeader(bytes, file);
}

/**
 * Decodes a PNG to 8 bits a channel, gray or RGB, as torchvision's loader (Pillow's convert) does: palettes become RGB,
 * alpha is dropped, of 16 bits the upper 8 are kept.
 * @throws FormatError where any chunk, checksum or size is wrong; sizes are checked before pixels are unpacked.
 */
export function decodePng(bytes: Buffer, file: string): Raster {
  const header = parseHeader(bytes, file);
  const needed = neededChunks(bytes, file);
  const expected = unpackedBytes(header);
  let unpacked: number;
  try {
    unpacked = inflateSync(Buffer.concat(needed.data), { maxOutputLength: expected + 1 }).length;
  } catch (error) {
    throw new FormatError(file, { expected: `${expected} bytes of pixel rows`, found: `data that does not unpack to them (${(error as Error).message})` }, { cause: error });
  }
  if (unpacked !== expected) throw new FormatError(file, { expected: `${expected} bytes of pixel rows`, found: `${unpacked}` });
  try {
    // Only the chunks that make pixels: text and colour profiles could unpack to anything.
    return toRaster(header, decode(Buffer.concat([SIGNATURE, ...needed.chunks])));
  } catch (error) {
    // A decoder that trips over its own feet says nothing of the file.
    const found = error instanceof TypeError || error instanceof RangeError ? 'chunks that do not go together' : (error as Error).message;
    throw new FormatError(file, { expected: 'a PNG picture', found }, { cause: error });
  }
}

/** A PNG (8 bit, gray or RGB) of a raster. */
export function encodePng(raster: Raster): Uint8Array {
  const { width, height, channels, pixels } = raster;
  if (pixels.length !== width * height * channels) throw new RangeError(`a ${width}×${height} picture of ${channels} channels has ${pixels.length} bytes`);
  return encode({ width, height, channels, depth: 8, data: pixels });
}

/** The same PNG with a text (any script) under a keyword, in a chunk iTXt before its pixels (PNG, section 11.3.4.5). */
export function withPngText(png: Uint8Array, keyword: string, text: string): Uint8Array {
  const body = Buffer.concat([Buffer.from('iTXt'), Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(text)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length - 4);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  const header = SIGNATURE.length + 25;
  return Buffer.concat([png.subarray(0, header), length, body, checksum, png.subarray(header)]);
}

function parseHeader(bytes: Buffer, file: string): PngHeader {
  const refuse = (expected: string, found: string): never => {
    throw new FormatError(file, { expected, found });
  };
  if (!isPng(bytes)) refuse('a PNG picture', bytes.length === 0 ? 'an empty file' : 'another beginning');
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR' || bytes.readUInt32BE(8) !== 13) refuse('a PNG header', 'none');
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const [depth, colour, , , interlace] = bytes.subarray(24, 29) as unknown as [number, number, number, number, number];
  const depths: Record<number, number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
  if (!depths[colour]?.includes(depth)) refuse('a PNG colour type and depth', `type ${colour} of ${depth} bits`);
  if (interlace > 1) refuse('a PNG with no or Adam7 interlacing', `method ${interlace}`);
  const header: PngHeader = { width, height, channels: colour === 0 || colour === 4 ? 1 : 3, depth, colour, interlaced: interlace === 1 };
  checkRasterSize(header, file);
  return header;
}

function neededChunks(bytes: Buffer, file: string): { chunks: Buffer[]; data: Buffer[] } {
  const chunks: Buffer[] = [];
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; ; ) {
    if (bytes.length - at < 12) throw new FormatError(file, { expected: 'a PNG that ends in IEND', found: `the end of the file at byte ${bytes.length}` });
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (length > bytes.length - at - 12) throw new FormatError(file, { expected: `a PNG chunk of ${length} bytes`, found: `${bytes.length - at - 12} before the end of the file` });
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== bytes.readUInt32BE(at + 8 + length)) {
      throw new FormatError(file, { expected: `the checksum of PNG chunk ${quoted(type)}`, found: 'another', advice: 'The file is damaged.' });
    }
    if (type === 'IHDR' && at > SIGNATURE.length) throw new FormatError(file, { expected: 'one PNG header', found: `another at byte ${at}` });
    if (type === 'IDAT') data.push(body);
    if (['IHDR', 'PLTE', 'IDAT', 'IEND'].includes(type)) chunks.push(bytes.subarray(at, at + 12 + length));
    if (type === 'IEND') return { chunks, data };
    at += 12 + length;
  }
}

/** Bytes of all filtered rows: each row is a filter byte and its samples, rounded up to a byte. */
function unpackedBytes(header: PngHeader): number {
  const bits = samplesOf.get(header.colour)! * header.depth;
  const rows = (width: number, height: number): number => (width === 0 ? 0 : height * (1 + Math.ceil((width * bits) / 8)));
  if (!header.interlaced) return rows(header.width, header.height);
  // Adam7: seven passes, each from (x, y) in steps of (dx, dy).
  const passes = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;
  return passes.reduce((sum, [x, y, dx, dy]) => {
    const width = Math.max(0, Math.ceil((header.width - x) / dx));
    const height = Math.max(0, Math.ceil((header.height - y) / dy));
    return sum + rows(width, height);
  }, 0);
}

function toRaster(header: PngHeader, png: ReturnType<typeof decode>): Raster {
  const { width, height, channels } = header;
  if (header.colour === 3) return { width, height, channels: 3, pixels: Uint8Array.from(convertIndexedToRgb(png)) };
  const samples = header.depth < 8 ? unpackBits(png.data as Uint8Array, header) : png.data;
  const shift = header.depth === 16 ? 8 : 0;
  const pixels = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      pixels[pixel * channels + channel] = samples[pixel * png.channels + channel]! >> shift;
    }
  }
  return { width, height, channels, pixels };
}

/** Gray samples of 1, 2 or 4 bits, packed row by row, spread over 0 to 255. */
function unpackBits(packed: Uint8Array, { width, height, depth }: PngHeader): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const largest = 2 ** depth - 1;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const sample = (packed[y * rowBytes + (bit >> 3)]! >> (8 - depth - (bit & 7))) & largest;
      out[y * width + x] = (sample * 255) / largest;
    }
  }
  return out;
}
