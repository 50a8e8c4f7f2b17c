import { reach } from './general-conv-geometry.ts';
import type { GeneralGeometry } from './general-conv-geometry.ts';
import type { Tfjs, TfjsTensor } from './lowering-tfjs.ts';
import type { Shape } from './program.ts';

// TensorFlow.js convolves with strides or with gaps between taps, not both, and knows no groups: gaps become zeros
// between the taps, and each group is a convolution of its own.

/** Padding in TensorFlow's form. */
export function generalPadding({ pads }: GeneralGeometry): [[number, number], [number, number], [number, number], [number, number]] {
  return [[0, 0], [pads[0], pads[2]], [pads[1], pads[3]], [0, 0]];
}

/** [o,c,kh,kw] with zeros between its taps. */
export function spreadTaps(tf: Tfjs, kernels: TfjsTensor, shape: Shape, geometry: GeneralGeometry): TfjsTensor {
  const [o, c, kh, kw] = shape as [number, number, number, number];
  const [dh, dw] = geometry.dilations;
  if (dh === 1 && dw === 1) return kernels;
  const [rows, columns] = reach(geometry, kh, kw);
  const padded = tf.pad(tf.reshape(kernels, [o * c, kh, 1, kw, 1]), [[0, 0], [0, 0], [0, dh - 1], [0, 0], [0, dw - 1]]);
  return tf.slice(tf.reshape(padded, [o, c, kh * dh, kw * dw]), [0, 0, 0, 0], [o, c, rows, columns]);
}

/** The inverse of `spreadTaps`: the taps of [o,c,rows,columns], what lies between them dropped. */
export function gatherTaps(tf: Tfjs, spread: TfjsTensor, shape: Shape, geometry: GeneralGeometry): TfjsTensor {
  const [o, c, kh, kw] = shape as [number, number, number, number];
  const [dh, dw] = geometry.dilations;
  if (dh === 1 && dw === 1) return spread;
  const [rows, columns] = reach(geometry, kh, kw);
  const padded = tf.pad(spread, [[0, 0], [0, 0], [0, kh * dh - rows], [0, kw * dw - columns]]);
  const split = tf.reshape(padded, [o * c, kh, dh, kw, dw]);
  return tf.reshape(tf.slice(split, [0, 0, 0, 0, 0], [o * c, kh, 1, kw, 1]), [o, c, kh, kw]);
}

/** Applies `run` to each group's slices of the tensors along their axes and joins the results along `axis`. */
export function perGroup(tf: Tfjs, groups: number, tensors: readonly { readonly value: TfjsTensor; readonly axis: number }[], axis: number, run: (parts: TfjsTensor[]) => TfjsTensor): TfjsTensor {
  if (groups === 1) return run(tensors.map(({ value }) => value));
  const split = tensors.map((tensor) => tf.split(tensor.value, groups, tensor.axis));
  return tf.concat(Array.from({ length: groups }, (_, group) => run(split.map((parts) => parts[group]!))), axis);
}
