import { describe, expect, it } from 'vitest';
import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { FormatError } from '../../../core/formats/format-error.ts';
import { decodeJpeg, parseJpegHeader } from '../../../core/formats/jpeg.ts';
import { decodePng, encodePng, parsePngHeader } from '../../../core/formats/png.ts';
import type { Raster } from '../../../core/formats/raster.ts';
import { fixture, fixtureJson } from './fixtures.ts';

async function decode(bytes: Buffer, name = 'x.png'): Promise<Raster> {
  return bytes[0] === 0x89 ? decodePng(bytes, name) : decodeJpeg(bytes, name);
}

async function refusal(bytes: Buffer): Promise<string> {
  const error: unknown = await decode(bytes).then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(FormatError);
  return (error as Error).message;
}

function chunk(type: string, body: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length);
  out.write(type, 4, 'latin1');
  out.set(body, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

/** A PNG with any header, data and further chunks, checksums right. */
function png(width: number, height: number, depth: number, colour: number, rows: Uint8Array, ...more: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  header[9] = colour;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), ...more, chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

describe('pictures that Pillow wrote', () => {
  const expected = fixtureJson<Record<string, { width: number; height: number; channels: 1 | 3; pixels: number[] }>>('formats/expected-pictures.json');
  it.each(Object.keys(expected))('%s: every pixel is what Pillow reads', async (name) => {
    const { width, height, channels, pixels } = expected[name]!;
    const bytes = fixture(`formats/${name}`);
    expect(await decode(bytes, name)).toEqual({ width, height, channels, pixels: Uint8Array.from(pixels) });
    const header = name.endsWith('.png') ? parsePngHeader(bytes.subarray(0, 33), name) : parseJpegHeader(bytes, name);
    expect(header).toMatchObject({ width, height, channels });
  });
});

describe('PNG', () => {
  it('reads back what it wrote', () => {
    const rgb: Raster = { width: 3, height: 2, channels: 3, pixels: Uint8Array.from({ length: 18 }, (_, i) => i * 14) };
    const gray: Raster = { width: 5, height: 1, channels: 1, pixels: Uint8Array.of(0, 1, 128, 254, 255) };
    for (const raster of [rgb, gray]) expect(decodePng(Buffer.from(encodePng(raster)), 'x')).toEqual(raster);
    expect(() => encodePng({ ...rgb, width: 4 })).toThrow(RangeError);
  });

  it('reads interlaced pictures and the upper half of 16 bits', () => {
    const data = Uint8Array.from({ length: 9 * 7 }, (_, i) => (i * 37) % 256);
    const interlaced = encode({ width: 9, height: 7, channels: 1, data }, { interlace: 'Adam7' });
    expect(decodePng(Buffer.from(interlaced), 'x').pixels).toEqual(data);
    const deep = encode({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(0x12ff, 0xff00) });
    expect(decodePng(Buffer.from(deep), 'x').pixels).toEqual(Uint8Array.of(0x12, 0xff));
  });

  it('spreads 2 and 4 bits over 0 to 255', () => {
    // Two rows of three pixels, each row a filter byte and packed samples.
    expect(decodePng(png(3, 2, 2, 0, Uint8Array.of(0, 0b00011000, 0, 0b11000100)), 'x').pixels).toEqual(Uint8Array.of(0, 85, 170, 255, 0, 85));
    expect(decodePng(png(3, 1, 4, 0, Uint8Array.of(0, 0x0f, 0x80)), 'x').pixels).toEqual(Uint8Array.of(0, 255, 136));
  });

  const row = Uint8Array.of(0, 7);
  it.each<[string, Buffer, RegExp]>([
    ['a flipped bit', (() => { const bytes = png(1, 1, 8, 0, row); bytes[45]! ^= 1; return bytes; })(), /checksum/],
    ['a cut', png(1, 1, 8, 0, row).subarray(0, -4), /IEND|end of the file/],
    ['a header alone', png(1, 1, 8, 0, row).subarray(0, 33), /IEND/],
    ['no pixels', png(0, 1, 8, 0, row), /0×1/],
    ['a picture of 2^62 pixels', png(2 ** 31 - 1, 2 ** 31 - 1, 8, 0, row), /at most/],
    ['too few rows', png(1, 2, 8, 0, row), /4 bytes/],
    ['too many rows: a bomb', png(1, 1, 8, 0, Buffer.alloc(5_000_000)), /2 bytes/],
    ['an unknown filter', png(1, 1, 8, 0, Uint8Array.of(9, 7)), /ilter/],
    ['a strange depth', png(1, 1, 3, 0, row), /3 bits/],
    ['a palette that is not there', png(1, 1, 8, 3, row), /palette/i],
    ['an index beyond the palette', png(1, 1, 8, 3, row, chunk('PLTE', Uint8Array.of(1, 2, 3))), /palette/i],
    ['no zlib data', Buffer.concat([png(1, 1, 8, 0, row).subarray(0, 33), chunk('IDAT', Buffer.from('no')), chunk('IEND', Buffer.alloc(0))]), /unpack/],
  ])('%s is refused', async (_, bytes, words) => {
    expect(await refusal(bytes)).toMatch(words);
  });

  it('never unpacks text or colour profiles', () => {
    const bomb = chunk('iCCP', Buffer.concat([Buffer.from('name\0\0'), Buffer.from('not zlib at all')]));
    expect(decodePng(png(1, 1, 8, 0, row, bomb), 'x').pixels).toEqual(Uint8Array.of(7));
  });
});

describe('JPEG', () => {
  const file = fixture('formats/rgb.jpg');
  it.each<[string, Buffer]>([
    ['a header alone', file.subarray(0, 20)],
    ['a start and noise', Buffer.concat([Buffer.of(0xff, 0xd8, 0xff, 0xe0), Buffer.alloc(50, 0x41)])],
    ['one that is cut', file.subarray(0, -20)],
    ['one that is cut in the middle', file.subarray(0, 640)],
    ['a segment of no length', Buffer.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0)],
  ])('%s is refused', async (_, bytes) => {
    await refusal(bytes);
  });

  it('a size that would not fit in memory is refused from the header', async () => {
    const huge = Buffer.from(file);
    const frame = huge.indexOf(Buffer.of(0xff, 0xc0));
    huge.writeUInt16BE(65535, frame + 5);
    huge.writeUInt16BE(65535, frame + 7);
    expect(await refusal(huge)).toContain('65535×65535');
  });

  it('a spoiled picture is refused or decoded, and the next is right all the same', async () => {
    for (let at = 2; at < file.length; at += 5) {
      const spoiled = Buffer.from(file);
      spoiled[at]! ^= 0x55;
      const result: unknown = await decodeJpeg(spoiled, 'x.jpg').catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toBeInstanceOf(FormatError);
      else expect(result).toMatchObject({ width: expect.any(Number) as number });
    }
    const expected = fixtureJson<Record<string, { pixels: number[] }>>('formats/expected-pictures.json');
    expect([...(await decodeJpeg(file, 'x.jpg')).pixels]).toEqual(expected['rgb.jpg']!.pixels);
  });
});
