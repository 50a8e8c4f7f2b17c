import type { Builder } from '../graph/builder.ts';
import type { NodeId, Shape } from '../graph/program.ts';

// Pieces that the samplers' programs share. Chains are the first axis of every tensor.

/** A number of each chain [n] as [n, 1, 1, 1], so that it multiplies states. */
export function asColumn(builder: Builder, node: NodeId): NodeId {
  return builder.apply('reshape', [node], { shape: [builder.shapeOf(node)[0]!, 1, 1, 1] });
}

/** Σ over everything but the chains: [n, …] → [n]. */
export function sumPerChain(builder: Builder, node: NodeId): NodeId {
  const axes = builder.shapeOf(node).map((_, axis) => axis).slice(1);
  return builder.apply('sum', [node], { axes, keep_dims: false });
}

/** Euclidean norm of each chain's row: [n, …] → [n]. */
export function normPerChain(builder: Builder, node: NodeId): NodeId {
  return builder.apply('sqrt', [sumPerChain(builder, builder.apply('square', [node]))]);
}

/** Below this distance the pull of the magnet fades to 0, which it is at x = x*; float32 states differ by 0 or far more. */
const SMALLEST_DISTANCE = 1e-12;

/** Distance to the target, [n], and the unit vector away from it, 0 at the target. */
export function magnet(builder: Builder, x: NodeId, target: NodeId): { distance: NodeId; unit: NodeId } {
  const away = builder.apply('sub', [x, target]);
  const distance = normPerChain(builder, away);
  const divisor = builder.apply('maximum', [distance, builder.scalar(SMALLEST_DISTANCE)]);
  return { distance, unit: builder.apply('div', [away, asColumn(builder, divisor)]) };
}

/** Names a result [steps, …] made of one node a step. */
export function outputSteps(builder: Builder, name: string, steps: readonly NodeId[]): void {
  const rows = steps.map((node) => builder.apply('reshape', [node], { shape: [1, ...builder.shapeOf(node)] as Shape }));
  builder.output(name, rows.length === 1 ? rows[0]! : builder.apply('concat', rows, { axis: 0 }));
}

/** Name of the noise input of a step. */
export function noiseName(step: number): string {
  return `noise_${step}`;
}
