import { Builder } from '../../../core/graph/builder.ts';
import { gradient } from '../../../core/graph/gradient.ts';
import { sizeOf } from '../../../core/graph/program.ts';
import { testValues } from './test-values.ts';
import type { Op, OpExample } from '../../../core/graph/op.ts';
import type { Program } from '../../../core/graph/program.ts';

/** An op's example as a program: `value`, the scalar Σ weights·value, and the scalar's derivative in every differentiable input. */
export interface ExampleProgram {
  readonly program: Program;
  readonly inputs: Record<string, Float32Array>;
  readonly differentiable: readonly string[];
}

export function exampleProgram(op: Op, example: OpExample): ExampleProgram {
  const builder = new Builder();
  const nodes = example.inputs.map((shape, at) => builder.input(`input ${at}`, shape));
  const inputs = Object.fromEntries(
    example.inputs.map((shape, at) => [`input ${at}`, testValues(sizeOf(shape), at + 1, example.ranges?.[at] ?? example.range ?? [-1, 1])]),
  );
  const value = builder.apply(op.name, nodes, example.attributes);
  builder.output('value', value);
  const shape = builder.shapeOf(value);
  const weights = builder.constant(testValues(sizeOf(shape), 99, [-1, 1]), shape);
  const scalar = builder.apply('sum', [builder.apply('mul', [value, weights])], { axes: shape.map((_, axis) => axis), keep_dims: false });
  builder.output('scalar', scalar);
  const chosen = nodes.map((_, at) => at).filter((at) => !(example.nondifferentiable ?? []).includes(at));
  gradient(builder, scalar, chosen.map((at) => nodes[at]!)).forEach((node, i) => builder.output(`derivative in input ${chosen[i]}`, node));
  return { program: builder.build(), inputs, differentiable: chosen.map((at) => `input ${at}`) };
}
