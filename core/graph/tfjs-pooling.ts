import type { Tfjs, TfjsTensor } from './lowering-tfjs.ts';
import type { Shape } from './program.ts';

/** [n,c,h,w] as [n,c,oh,ow,size·size]: one row of elements for each window. */
export function windowRows(tf: Tfjs, x: TfjsTensor, shape: Shape, size: number): TfjsTensor {
  const [n, c, h, w] = shape as [number, number, number, number];
  const oh = Math.floor(h / size);
  const ow = Math.floor(w / size);
  const cut = tf.slice(x, [0, 0, 0, 0], [n, c, oh * size, ow * size]);
  return tf.reshape(tf.transpose(tf.reshape(cut, [n, c, oh, size, ow, size]), [0, 1, 2, 4, 3, 5]), [n, c, oh, ow, size * size]);
}

/** The inverse of `windowRows`, zeros where rows or columns had been cut off. */
export function fromWindowRows(tf: Tfjs, rows: TfjsTensor, shape: Shape, size: number): TfjsTensor {
  const [n, c, h, w] = shape as [number, number, number, number];
  const oh = Math.floor(h / size);
  const ow = Math.floor(w / size);
  const joined = tf.reshape(tf.transpose(tf.reshape(rows, [n, c, oh, ow, size, size]), [0, 1, 2, 4, 3, 5]), [n, c, oh * size, ow * size]);
  return tf.pad(joined, [[0, 0], [0, 0], [0, h - oh * size], [0, w - ow * size]]);
}

/** 1 at the largest element of each window of x, the first where several are; laid out as `windowRows`. */
export function largestRows(tf: Tfjs, x: TfjsTensor, shape: Shape, size: number): TfjsTensor {
  return tf.cast(tf.oneHot(tf.cast(tf.argMax(windowRows(tf, x, shape, size), -1), 'int32'), size * size), 'float32');
}
