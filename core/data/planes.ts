import type { ImageShape } from './dataset.ts';

/** [h, w, c] to [c, h, w]. */
export function toPlanes<V extends Uint8Array | Float32Array>(values: V, [channels, height, width]: ImageShape): V {
  const out = values.slice();
  const plane = height * width;
  for (let c = 0; c < channels; c++) for (let i = 0; i < plane; i++) out[c * plane + i] = values[i * channels + c]!;
  return out as V;
}
