import { encode } from 'fast-png';
import type { ImageStrip } from '../contract/landscape.ts';

/** Pixels a side that an embedded image has at least, so that viewers that smooth leave the pixels as they are. */
const EMBEDDED_SIDE = 96;

/** PNG bytes of one image of a strip, every pixel `zoom` pixels a side. */
export function thumbnailPng(strip: ImageStrip, index: number, zoom = 1): Uint8Array {
  const { channels } = strip;
  const start = index * strip.width * strip.height * channels;
  const width = strip.width * zoom;
  const height = strip.height * zoom;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = start + (Math.floor(y / zoom) * strip.width + Math.floor(x / zoom)) * channels;
      const to = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) data[to + channel] = strip.pixels[from + channel] ?? 0;
    }
  }
  return encode({ width, height, channels, depth: 8, data });
}

/** The same as a data URI, to be embedded in an SVG. */
export function thumbnailUri(strip: ImageStrip, index: number): string {
  const zoom = Math.max(1, Math.ceil(EMBEDDED_SIDE / Math.max(strip.width, strip.height)));
  return `data:image/png;base64,${Buffer.from(thumbnailPng(strip, index, zoom)).toString('base64')}`;
}
