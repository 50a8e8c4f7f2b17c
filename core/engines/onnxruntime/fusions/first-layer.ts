import type { ConvGeometry } from '../../../graph/conv-geometry.ts';
import type { Shape4 } from './phases.ts';
import { phaseAt } from './phases.ts';
import { phaseTaps } from './strided-phases.ts';

/** What one phase of g adds to all phases of the image, as a convolution to stride²·channels outputs. */
export interface FirstLayerPart {
  /** In a blocked convolution's order, its outputs filled up to whole blocks. */
  readonly kernel: Float32Array;
  readonly shape: Shape4;
  readonly pads: readonly number[];
}

/**
 * A stride-1 convolution's input gradient to an image of few channels, taken from the phases of its g to the phases of the image
 * (in the order of DepthToSpace); null where it has another stride or is no ordinary convolution.
 */
export function firstLayerParts(
  values: Float32Array, [o, c, kh, kw]: Shape4, gradient: readonly [number, number], image: readonly [number, number], phases: number, { stride, padding }: ConvGeometry, block: number,
): readonly FirstLayerPart[] | null {
  if (stride !== 1 || gradient[0] !== image[0] || gradient[1] !== image[1]) return null;
  const range = Array.from({ length: phases }, (_, a) => a);
  const rows = range.map((a) => phaseTaps(a, kh, phases, padding));
  const columns = range.map((a) => phaseTaps(a, kw, phases, padding));
  if (rows.includes(null) || columns.includes(null)) return null;
  return Array.from({ length: phases * phases }, (_, at) => {
    const [a, b] = phaseAt(at, phases);
    const row = rows[a]!;
    const column = columns[b]!;
    const outputs = Math.ceil((phases ** 2 * c) / block) * block;
    const taps = row.size * column.size;
    const kernel = new Float32Array(outputs * o * taps);
    for (const y of row.taps) {
      for (const x of column.taps) {
        for (let channel = 0; channel < c; channel++) {
          const target = (y.target * phases + x.target) * c + channel;
          const start = Math.floor(target / block) * block * o * taps + (target % block);
          for (let out = 0; out < o; out++) {
            const place = Math.floor(out / block) * block * taps + (y.at * column.size + x.at) * block + (out % block);
            kernel[start + place * block] = values[((out * c + channel) * kh + y.tap) * kw + x.tap]!;
          }
        }
      }
    }
    return { kernel, shape: [outputs, o, row.size, column.size], pads: [row.padBefore, column.padBefore, row.padAfter, column.padAfter] };
  });
}
