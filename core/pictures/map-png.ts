import { withPngText } from '../formats/png.ts';
import type { Caption } from './caption.ts';
import { originJson } from './origin.ts';
import { svgToPng } from './svg-to-png.ts';

/** A picture of a map as PNG bytes; where it comes from stands in its text chunk `Description`, as JSON. */
export function mapPng(svg: string, caption: Caption): Uint8Array {
  return withPngText(svgToPng(svg), 'Description', originJson(caption));
}
