import { FormatError } from './format-error.ts';

/** An 8-bit picture: rows of pixels, each `channels` bytes (1 gray, 3 RGB). */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** What a picture's header says, read without decoding it. */
export interface RasterHeader {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** 32 megapixels: more than any photograph a data set of small images is made from. */
const MOST_PIXELS = 2 ** 25;

/** @throws FormatError where a picture is empty or too large to be taken into memory. */
export function checkRasterSize(header: RasterHeader, file: string): void {
  const { width, height } = header;
  if (width < 1 || height < 1) throw new FormatError(file, { expected: 'a picture of at least 1×1 pixels', found: `${width}×${height}` });
  if (width * height > MOST_PIXELS) throw new FormatError(file, { expected: `a picture of at most ${MOST_PIXELS} pixels`, found: `${width}×${height}` });
}
