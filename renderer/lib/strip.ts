import type { ImageStrip } from '../../core/contract/landscape.ts';

/** RGBA bytes of one image of a strip (channels last, 8 bit, one image after the other). Null when there is no such image. */
export function rgbaOf(strip: ImageStrip, index: number): Uint8ClampedArray<ArrayBuffer> | null {
  const { width, height, channels, pixels } = strip;
  const area = width * height;
  const start = index * area * channels;
  if (index < 0 || index >= strip.count || start + area * channels > pixels.length) return null;
  const rgba = new Uint8ClampedArray(area * 4);
  for (let i = 0; i < area; i++) {
    const from = start + i * channels;
    const red = pixels[from] ?? 0;
    rgba[i * 4] = red;
    rgba[i * 4 + 1] = channels === 3 ? (pixels[from + 1] ?? 0) : red;
    rgba[i * 4 + 2] = channels === 3 ? (pixels[from + 2] ?? 0) : red;
    rgba[i * 4 + 3] = 255;
  }
  return rgba;
}

/** Draws one image of a strip at its own size; leaves the canvas clear when there is no such image. */
export function drawFromStrip(canvas: HTMLCanvasElement, strip: ImageStrip | null, index: number): void {
  const rgba = strip && rgbaOf(strip, index);
  if (!strip || !rgba) {
    canvas.width = 1;
    canvas.height = 1;
    return;
  }
  canvas.width = strip.width;
  canvas.height = strip.height;
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, strip.width, strip.height), 0, 0);
}

const urls = new WeakMap<ImageStrip, Map<number, string>>();

/** One image of a strip as a data: URL, for SVG; made once. Null when there is no such image. */
export function urlFromStrip(strip: ImageStrip, index: number): string | null {
  let made = urls.get(strip);
  if (!made) urls.set(strip, (made = new Map()));
  const known = made.get(index);
  if (known !== undefined) return known;
  if (!rgbaOf(strip, index)) return null;
  const canvas = document.createElement('canvas');
  drawFromStrip(canvas, strip, index);
  const url = canvas.toDataURL('image/png');
  made.set(index, url);
  return url;
}
