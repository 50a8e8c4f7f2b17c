import { sizeOf } from '../../graph/program.ts';
import type { Shape } from '../../graph/program.ts';
import type { WeightSpec } from '../energy-network.ts';

/** The tensors of an affine map: `<key>.weight` of a shape [outputs, ...], and `<key>.bias`, one value an output. */
export function affineWeights(key: string, shape: Shape, startsAtZero = false): [string, WeightSpec][] {
  const fanIn = sizeOf(shape.slice(1));
  return [
    [`${key}.weight`, { shape, fanIn, startsAtZero }],
    [`${key}.bias`, { shape: [shape[0]!], fanIn, startsAtZero }],
  ];
}
