import type { Tfjs, TfjsTensor } from './lowering-tfjs.ts';
import type * as tfjs from '@tensorflow/tfjs';

// Every TensorFlow.js backend runs [n,h,w,c]; not every one runs our [n,c,h,w].

export function nchwToNhwc(tf: Tfjs, image: TfjsTensor): tfjs.Tensor4D {
  return tf.transpose(image, [0, 2, 3, 1]) as tfjs.Tensor4D;
}

export function nhwcToNchw(tf: Tfjs, image: TfjsTensor): TfjsTensor {
  return tf.transpose(image, [0, 3, 1, 2]);
}

/** Kernels [o,c,kh,kw] as TensorFlow's [kh,kw,c,o]. */
export function kernelToHwio(tf: Tfjs, kernels: TfjsTensor): tfjs.Tensor4D {
  return tf.transpose(kernels, [2, 3, 1, 0]) as tfjs.Tensor4D;
}

export function kernelFromHwio(tf: Tfjs, kernels: TfjsTensor): TfjsTensor {
  return tf.transpose(kernels, [3, 2, 0, 1]);
}

/** Equal padding on all sides, in TensorFlow's form. */
export function tfjsPadding(padding: number): [[number, number], [number, number], [number, number], [number, number]] {
  return [[0, 0], [padding, padding], [padding, padding], [0, 0]];
}
