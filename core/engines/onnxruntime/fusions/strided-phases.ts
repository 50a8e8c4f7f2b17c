import type { ConvGeometry } from '../../../graph/conv-geometry.ts';

/**
 * The derivative of a convolution of stride s in its image, taken apart by phases: the result at rows s·r + a is an
 * ordinary convolution (stride 1) of g with every s-th kernel row. All figures here are for one axis; both axes work alike.
 */
interface PhaseAxis {
  /** Kernel rows that reach this phase, in the order in which a correlation with g meets them. */
  readonly taps: readonly number[];
  readonly padBefore: number;
  readonly padAfter: number;
}

/**
 * Phase `a` of s along one axis: image of `size`, g of `gradientSize`, kernel and padding of the convolution.
 * Null where the phase is not an ordinary convolution with padding (no tap reaches it, or rows of g would have to be cut).
 */
function phaseAxis(a: number, size: number, gradientSize: number, kernel: number, stride: number, padding: number): PhaseAxis | null {
  // x'[s·r + a] = Σ_t g[r + offset − t] · W[first + s·t]
  const first = (a + padding) % stride;
  const offset = (a + padding - first) / stride;
  const count = Math.ceil((kernel - first) / stride);
  const rows = Math.ceil((size - a) / stride);
  const padBefore = count - 1 - offset;
  const padAfter = rows + offset - gradientSize;
  if (count < 1 || padBefore < 0 || padAfter < 0) return null;
  return { taps: Array.from({ length: count }, (_, at) => first + stride * (count - 1 - at)), padBefore, padAfter };
}

const outputsAtOnce = 8;

/** The ordinary convolution of g that is one phase of a strided convolution's input gradient. */
export interface PhaseConvolution {
  /** Kernel rows and columns that reach it, in the order in which a correlation with g meets them. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** Before rows and columns, then after rows and columns: ONNX's order. */
  readonly pads: readonly number[];
}

/**
 * All phases of an input gradient, in row-major order, from the heights and widths of image, g and kernel; null where one of
 * them is no ordinary convolution.
 */
export function phaseConvolutions(
  image: readonly [number, number], gradient: readonly [number, number], kernel: readonly [number, number], { stride, padding }: ConvGeometry,
): readonly PhaseConvolution[] | null {
  if (image.some((size) => size % stride !== 0)) return null;
  const phasesAlong = (axis: 0 | 1): PhaseAxis[] =>
    Array.from({ length: stride }, (_, a) => phaseAxis(a, image[axis], gradient[axis], kernel[axis], stride, padding)).filter((phase) => phase !== null);
  const all = phasesAlong(0).flatMap((row) =>
    phasesAlong(1).map((column) => ({ rows: row.taps, columns: column.taps, pads: [row.padBefore, column.padBefore, row.padAfter, column.padAfter] })),
  );
  return all.length < stride * stride ? null : all;
}

/**
 * A strided convolution as a sum of ordinary ones, one of each phase of its image, in row-major order; null where the stride is 1 or one of
 * them is no ordinary convolution. Result row i takes phase a's row i + (tap − padding − a)/stride.
 */
export function correlationPhases(
  image: readonly [number, number], result: readonly [number, number], kernel: readonly [number, number], { stride, padding }: ConvGeometry,
): readonly PhaseConvolution[] | null {
  if (stride === 1 || image.some((size) => size % stride !== 0)) return null;
  const phasesAlong = (axis: 0 | 1): PhaseAxis[] =>
    Array.from({ length: stride }, (_, a): PhaseAxis | null => {
      const taps = Array.from({ length: kernel[axis] }, (_tap, tap) => tap).filter((tap) => (tap - padding - a) % stride === 0);
      if (taps.length === 0) return null;
      const padBefore = -(taps[0]! - padding - a) / stride;
      const padAfter = result[axis] + (taps.at(-1)! - padding - a) / stride - image[axis] / stride;
      return padBefore < 0 || padAfter < 0 ? null : { taps, padBefore, padAfter };
    }).filter((phase) => phase !== null);
  const all = phasesAlong(0).flatMap((row) =>
    phasesAlong(1).map((column) => ({ rows: row.taps, columns: column.taps, pads: [row.padBefore, column.padBefore, row.padAfter, column.padAfter] })),
  );
  return all.length < stride * stride ? null : all;
}

/** Kernels [o,c,kh,kw] as the kernels [c,o,rows,columns] of one phase's correlation with g. */
export function phaseKernel(kernels: Float32Array, [o, c, kh, kw]: readonly [number, number, number, number], rows: readonly number[], columns: readonly number[]): Float32Array {
  const result = new Float32Array(c * o * rows.length * columns.length);
  const taps = rows.flatMap((row) => columns.map((column) => row * kw + column));
  // Some outputs at a time: the one array lies by channel, the other by output, and both stay in the cache.
  for (let begin = 0; begin < o; begin += outputsAtOnce) {
    const end = Math.min(o, begin + outputsAtOnce);
    for (let channel = 0; channel < c; channel++) {
      let at = (channel * o + begin) * taps.length;
      for (let out = begin; out < end; out++) {
        const kernel = (out * c + channel) * kh * kw;
        for (let tap = 0; tap < taps.length; tap++) result[at++] = kernels[kernel + taps[tap]!]!;
      }
    }
  }
  return result;
}

/**
 * How a stride-1 convolution's input gradient maps phase `a` of g to all phases of the image, along one axis:
 * image row s·r + q takes g's phase row r + shift with kernel row `tap`.
 */
export interface PhaseTaps {
  readonly size: number;
  readonly padBefore: number;
  readonly padAfter: number;
  readonly taps: readonly { readonly target: number; readonly at: number; readonly tap: number }[];
}

/** Null where padding would have to be negative. */
export function phaseTaps(a: number, kernel: number, stride: number, padding: number): PhaseTaps | null {
  const found: { target: number; shift: number; tap: number }[] = [];
  for (let target = 0; target < stride; target++) {
    for (let tap = 0; tap < kernel; tap++) {
      const shift = (target + padding - tap - a) / stride;
      if (Number.isInteger(shift)) found.push({ target, shift, tap });
    }
  }
  if (found.length === 0) return null;
  const least = Math.min(...found.map(({ shift }) => shift));
  const most = Math.max(...found.map(({ shift }) => shift));
  if (least > 0 || most < 0) return null;
  return { size: most - least + 1, padBefore: -least, padAfter: most, taps: found.map(({ target, shift, tap }) => ({ target, at: shift - least, tap })) };
}
