import { GraphError } from './graph-error.ts';
import { integer } from './attributes.ts';
import type { Attributes } from './program.ts';

/** Stride and padding of a convolution, equal along both image axes. */
export interface ConvGeometry {
  readonly stride: number;
  readonly padding: number;
}

export function geometryOf(op: string, attributes: Attributes): ConvGeometry {
  return { stride: integer(op, attributes, 'stride', 1), padding: integer(op, attributes, 'padding', 0) };
}

/** Size of a convolution's result along one axis; throws GraphError when the kernel is larger than the padded image. */
export function convolvedSize(op: string, size: number, kernel: number, { stride, padding }: ConvGeometry): number {
  const room = size + 2 * padding - kernel;
  if (room < 0) throw new GraphError(`${op}: a kernel of size ${kernel} does not fit an image of size ${size} with padding ${padding}.`);
  return Math.floor(room / stride) + 1;
}

/** The parts of a convolution on [n,c,h,w] with kernels [o,c,kh,kw]; visits every (result, image, kernel) triple of offsets. */
export interface ConvSizes extends ConvGeometry {
  readonly n: number;
  readonly c: number;
  readonly h: number;
  readonly w: number;
  readonly o: number;
  readonly kh: number;
  readonly kw: number;
  readonly oh: number;
  readonly ow: number;
}

export function forEachTap(sizes: ConvSizes, visit: (result: number, image: number, kernel: number) => void): void {
  const { n, c, h, w, o, kh, kw, oh, ow, stride, padding } = sizes;
  for (let sample = 0; sample < n; sample++) {
    for (let out = 0; out < o; out++) {
      for (let row = 0; row < oh; row++) {
        for (let column = 0; column < ow; column++) {
          const result = ((sample * o + out) * oh + row) * ow + column;
          for (let channel = 0; channel < c; channel++) {
            for (let i = 0; i < kh; i++) {
              const y = row * stride - padding + i;
              if (y < 0 || y >= h) continue;
              for (let j = 0; j < kw; j++) {
                const x = column * stride - padding + j;
                if (x < 0 || x >= w) continue;
                visit(result, ((sample * c + channel) * h + y) * w + x, ((out * c + channel) * kh + i) * kw + j);
              }
            }
          }
        }
      }
    }
  }
}
