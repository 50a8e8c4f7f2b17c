import { activations } from './activations.ts';
import { convolutions } from './convolutions.ts';
import { elementwise } from './elementwise.ts';
import type { NodeLowering } from './node-call.ts';
import { normalizations } from './normalizations.ts';
import { pools } from './pools.ts';
import { products } from './products.ts';
import { reductions } from './reductions.ts';
import { resizing } from './resize.ts';
import { selections } from './selections.ts';
import { shapes } from './shapes.ts';

/** How each of ONNX's ops is written as ops of ours, by its name. */
export const lowerings: ReadonlyMap<string, NodeLowering> = new Map(
  [elementwise, activations, reductions, products, shapes, selections, convolutions, pools, normalizations, resizing].flatMap((family) => Object.entries(family)),
);
