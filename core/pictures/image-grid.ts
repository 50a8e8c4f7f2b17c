import type { ImageStrip } from '../contract/landscape.ts';
import { encodePng } from '../formats/png.ts';

const GAP = 2;

/** PNG bytes of the images of a strip in rows, as square as can be, on a gray ground. */
export function imageGridPng(strip: ImageStrip): Uint8Array {
  const { width, height, channels, count } = strip;
  const across = Math.max(1, Math.ceil(Math.sqrt(count)));
  const down = Math.max(1, Math.ceil(count / across));
  const fullWidth = across * (width + GAP) + GAP;
  const fullHeight = down * (height + GAP) + GAP;
  const pixels = new Uint8Array(fullWidth * fullHeight * channels).fill(0x80);
  for (let image = 0; image < count; image++) {
    const left = GAP + (image % across) * (width + GAP);
    const top = GAP + Math.floor(image / across) * (height + GAP);
    for (let y = 0; y < height; y++) {
      const from = (image * height + y) * width * channels;
      pixels.set(strip.pixels.subarray(from, from + width * channels), ((top + y) * fullWidth + left) * channels);
    }
  }
  return encodePng({ width: fullWidth, height: fullHeight, channels, pixels });
}
