import { NetworkError } from '../network-error.ts';
import { imageShape } from './layer-kind.ts';
import type { LayerKind, LayerOf } from './layer-kind.ts';

/** Square windows side by side; what is left at the edge is dropped. The op of the graph has the name of the layer. */
function pool<L extends LayerOf<'max_pool' | 'average_pool'>>(title: string): LayerKind<L> {
  return {
    words: ({ size }) => ({ type: title, detail: `${size} × ${size}` }),
    shapeAfter({ size }, input, where) {
      const [channels, height, width] = imageShape(input, where);
      if (height < size || width < size) throw new NetworkError(`${where}: windows of ${size} do not fit an image of ${height} x ${width}.`);
      return [channels, Math.floor(height / size), Math.floor(width / size)];
    },
    apply: (builder, { type, size }, x) => builder.apply(type, [x], { size }),
  };
}

export const maxPool = pool<LayerOf<'max_pool'>>('max pool');
export const averagePool = pool<LayerOf<'average_pool'>>('average pool');
