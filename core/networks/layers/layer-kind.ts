import type { Layer } from '../../contract/network.ts';
import type { Builder } from '../../graph/builder.ts';
import type { NodeId, Shape } from '../../graph/program.ts';
import type { WeightSpec } from '../energy-network.ts';
import { NetworkError } from '../network-error.ts';

/** A layer of one type, as the contract has it. */
export type LayerOf<T extends Layer['type']> = Extract<Layer, { type: T }>;

/** What the network gives a layer that is added to a program. */
export interface LayerContext {
  /** The parameter node of a tensor. Throws NetworkError when there is none of that name. */
  weight(name: string): NodeId;
  /** Adds layers one after the other and returns the node of what the last gives out. */
  applyAll(layers: readonly Layer[], x: NodeId): NodeId;
}

/** Everything that is known of a kind of layer. */
export interface LayerKind<L extends Layer> {
  /** Its name for people, and what sets one apart from others of its kind. */
  words(layer: L): { readonly type: string; readonly detail: string };
  /** The layers inside a block, which take the block's own input. Left out: none. */
  inside?(layer: L): readonly Layer[];
  /**
   * Shape of what it gives out for one state, by that of its input; `inside`: of what the last layer inside it gives out.
   * Throws NetworkError that begins with `where` when they do not fit.
   */
  shapeAfter(layer: L, input: Shape, where: string, inside: Shape): Shape;
  /** Its own tensors by name, in the order of the state dict, for an input that fits. Left out: none. */
  weights?(layer: L, input: Shape): readonly (readonly [string, WeightSpec])[];
  /** Adds it to a program: x [n, ...input] → [n, ...output]. */
  apply(builder: Builder, layer: L, x: NodeId, context: LayerContext): NodeId;
}

/** An image's [channels, height, width]. Throws NetworkError that begins with `where` for another shape. */
export function imageShape(shape: Shape, where: string): readonly [number, number, number] {
  const [channels, height, width] = shape;
  if (shape.length !== 3) throw new NetworkError(`${where} needs an image [channels, height, width]; it is given [${shape.join(', ')}].`);
  return [channels!, height!, width!];
}
