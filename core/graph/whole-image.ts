import { sizeOf } from './program.ts';
import type { Attributes, NodeId, Shape } from './program.ts';
import type { NodeMaker } from './op.ts';

// A convolution whose kernels cover the whole image gives one pixel: it is a matrix product over everything but the
// samples, which every engine runs faster, and whose reshapes vanish between layers (1×1 images: the 2D toys).

/** [n,c,h,w] as [n, c·h·w]. */
function flat(builder: NodeMaker, id: NodeId): NodeId {
  const shape = builder.shapeOf(id);
  return builder.apply('reshape', [id], { shape: [shape[0]!, sizeOf(shape.slice(1))] });
}

function transposed(builder: NodeMaker, id: NodeId): NodeId {
  return builder.apply('transpose', [id], { perm: [1, 0] });
}

function coversImage(kernels: Shape, height: number, width: number, attributes: Attributes): boolean {
  return attributes['padding'] === 0 && kernels[2] === height && kernels[3] === width;
}

/** conv2d as a matrix product, null where its kernels do not cover the image. */
export function wholeImageConvolution(builder: NodeMaker, inputs: readonly NodeId[], attributes: Attributes, shape: Shape): NodeId | null {
  const [x, kernels, bias] = inputs as [NodeId, NodeId, NodeId | undefined];
  const [, , height, width] = builder.shapeOf(x) as [number, number, number, number];
  if (!coversImage(builder.shapeOf(kernels), height, width, attributes)) return null;
  const product = builder.apply('matmul', [flat(builder, x), transposed(builder, flat(builder, kernels))]);
  return builder.apply('reshape', [bias === undefined ? product : builder.apply('add', [product, bias])], { shape });
}

/** conv2d_input_gradient as a matrix product, null where its kernels do not cover the image. */
export function wholeImageInputGradient(builder: NodeMaker, g: NodeId, kernels: NodeId, attributes: Attributes, shape: Shape): NodeId | null {
  if (!coversImage(builder.shapeOf(kernels), shape[2]!, shape[3]!, attributes)) return null;
  return builder.apply('reshape', [builder.apply('matmul', [flat(builder, g), flat(builder, kernels)])], { shape });
}

/** conv2d_weight_gradient as a matrix product, null where its kernels do not cover the image. */
export function wholeImageWeightGradient(builder: NodeMaker, inputs: readonly NodeId[], attributes: Attributes, shape: Shape): NodeId | null {
  const [x, g] = inputs as [NodeId, NodeId];
  const [, , height, width] = builder.shapeOf(x) as [number, number, number, number];
  if (!coversImage(shape, height, width, attributes)) return null;
  return builder.apply('reshape', [builder.apply('matmul', [transposed(builder, flat(builder, g)), flat(builder, x)])], { shape });
}
