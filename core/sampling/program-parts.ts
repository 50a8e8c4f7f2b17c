import type { Builder } from '../graph/builder.ts';
import type { NodeId } from '../graph/program.ts';

// Pieces that the samplers' programs share. Chains are the first axis of every tensor.

/** A number of each chain [n] as [n, 1, 1, 1], so that it multiplies states; [n, 1] where these are rows of vectors. */
export function asColumn(builder: Builder, node: NodeId, rank = 4): NodeId {
  return builder.apply('reshape', [node], { shape: [builder.shapeOf(node)[0]!, ...Array.from({ length: rank - 1 }, () => 1)] });
}

/** Σ over everything but the chains: [n, …] → [n]. */
export function sumPerChain(builder: Builder, node: NodeId): NodeId {
  const axes = builder.shapeOf(node).map((_, axis) => axis).slice(1);
  return builder.apply('sum', [node], { axes, keep_dims: false });
}

/** ‖·‖₂² of each chain's row: [n, …] → [n]. */
export function squarePerChain(builder: Builder, node: NodeId): NodeId {
  return sumPerChain(builder, builder.apply('square', [node]));
}

/** Below this distance the pull of the magnet fades to 0, which it is at x = x*; float32 states differ by 0 or far more. */
const SMALLEST_DISTANCE = 1e-12;

/** Distance to the target, [n], and the unit vector away from it, 0 at the target. */
export function magnet(builder: Builder, x: NodeId, target: NodeId): { distance: NodeId; unit: NodeId } {
  const away = builder.apply('sub', [x, target]);
  const distance = builder.apply('sqrt', [squarePerChain(builder, away)]);
  const divisor = builder.apply('maximum', [distance, builder.scalar(SMALLEST_DISTANCE)]);
  return { distance, unit: builder.apply('div', [away, asColumn(builder, divisor, builder.shapeOf(x).length)]) };
}

/** Names a result [steps, …] made of one node a step, on which `then` is done at once for all of them. */
export function outputSteps(builder: Builder, name: string, steps: readonly NodeId[], then: (node: NodeId) => NodeId = (node) => node): void {
  const joined = steps.length === 1 ? steps[0]! : builder.apply('concat', steps, { axis: 0 });
  builder.output(name, then(builder.apply('reshape', [joined], { shape: [steps.length, ...builder.shapeOf(steps[0]!)] })));
}

/** Name of the noise input of a step. */
export function noiseName(step: number): string {
  return `noise_${step}`;
}
