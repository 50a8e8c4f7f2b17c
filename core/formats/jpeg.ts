import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import decodeWithWasm, { init } from '@jsquash/jpeg/decode.js';
import { FormatError } from './format-error.ts';
import type { Raster, RasterHeader } from './raster.ts';
import { checkRasterSize } from './raster.ts';

/** True where the bytes start as a JPEG does. */
export function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/**
 * Size and channels of a JPEG from its frame header.
 * @throws FormatError where there is none in `bytes`, or it is empty, too large, or neither gray nor colour.
 */
export function parseJpegHeader(bytes: Buffer, file: string): RasterHeader {
  if (!isJpeg(bytes)) throw new FormatError(file, { expected: 'a JPEG picture', found: bytes.length === 0 ? 'an empty file' : 'another beginning' });
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff) break;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    // SOF0 to SOF15, without the Huffman table, reserved and arithmetic table markers among them.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame && at + 10 <= bytes.length) {
      const components = bytes[at + 9]!;
      if (components !== 1 && components !== 3) throw new FormatError(file, { expected: 'a gray or colour JPEG', found: `one of ${components} components` });
      const header: RasterHeader = { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5), channels: components };
      checkRasterSize(header, file);
      return header;
    }
    if (length < 2) break;
    at += 2 + length;
  }
  throw new FormatError(file, { expected: 'a JPEG frame header', found: 'none', advice: 'The file is damaged or cut short.' });
}

/** What the decoder complained of during the picture in hand. One picture is decoded at a time. */
let complaints: string[] = [];
let ready: Promise<void> | null = null;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Decodes a JPEG, baseline or progressive, to gray or RGB, bit for bit as Pillow does (both use libjpeg-turbo's code).
 * EXIF orientation is not applied, as in torchvision's loader.
 * @throws FormatError where it cannot be decoded, is cut short, or has damage that the decoder would paint over.
 */
export async function decodeJpeg(bytes: Buffer, file: string): Promise<Raster> {
  const header = parseJpegHeader(bytes, file);
  const turn = queue.then(() => decodeInTurn(bytes, file));
  queue = turn.catch(() => undefined);
  const image = await turn;
  const { width, height, channels } = header;
  if (image.width !== width || image.height !== height) {
    throw new FormatError(file, { expected: `${width}×${height} pixels`, found: `${image.width}×${image.height}` });
  }
  const pixels = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < channels; channel++) pixels[pixel * channels + channel] = image.data[pixel * 4 + channel]!;
  }
  return { width, height, channels, pixels };
}

async function decodeInTurn(bytes: Buffer, file: string): Promise<ImageData> {
  ready ??= load();
  await ready;
  complaints = [];
  const refuse = (found: string, cause?: unknown): never => {
    throw new FormatError(file, { expected: 'an undamaged JPEG picture', found }, { cause });
  };
  let image: ImageData;
  try {
    image = await decodeWithWasm(new Uint8Array(bytes).buffer);
  } catch (error) {
    // Whatever state it was left in: the next picture gets a fresh decoder.
    ready = null;
    return refuse(complaints.at(-1) ?? `data that does not decode (${error instanceof Error ? error.message : String(error)})`, error);
  }
  // Cameras do leave bytes between the picture and its end marker; Pillow takes those too.
  const damage = complaints.find((complaint) => !/extraneous bytes before marker/.test(complaint));
  return damage === undefined ? image : refuse(damage);
}

async function load(): Promise<void> {
  const path = createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm');
  const compiled = await WebAssembly.compile(await readFile(path));
  // Its types do not tell that a compiled module is taken too (its README does).
  const start = init as unknown as (module: WebAssembly.Module, options: { printErr(text: string): void }) => Promise<void>;
  await start(compiled, { printErr: (text) => complaints.push(text) });
}
