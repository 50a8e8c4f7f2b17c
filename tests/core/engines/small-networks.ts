import { Builder } from '../../../core/graph/builder.ts';
import { gradient } from '../../../core/graph/gradient.ts';
import { sizeOf } from '../../../core/graph/program.ts';
import { testValues } from '../graph/test-values.ts';
import type { NodeId, Program } from '../../../core/graph/program.ts';

export interface SmallNetwork {
  readonly program: Program;
  readonly inputs: Record<string, Float32Array>;
  readonly parameters: Record<string, Float32Array>;
}

export type SmallLayer =
  | { readonly conv: number; readonly kernel: number; readonly stride: number; readonly padding: number; readonly bias?: boolean }
  | { readonly op: string; readonly attributes?: Record<string, number> }
  | { readonly attention: true };

/** A network of layers on x [n,c,h,w]: outputs `energy`, the sum of all that is left, and `force`, its derivative in x. */
export function smallNetwork(shape: readonly [number, number, number, number], layers: readonly SmallLayer[], weightGradients = false): SmallNetwork {
  const builder = new Builder();
  const x = builder.input('x', shape);
  const weights: NodeId[] = [];
  const parameter = (name: string, of: readonly number[]) => {
    weights.push(builder.parameter(name, of));
    return weights.at(-1)!;
  };
  let value: NodeId = x;
  layers.forEach((layer, at) => {
    const [n, c, h, w] = builder.shapeOf(value) as [number, number, number, number];
    if ('conv' in layer) {
      const { conv, kernel, stride, padding, bias = true } = layer;
      const inputs = [value, parameter(`${at}.weight`, [conv, c, kernel, kernel]), ...(bias ? [parameter(`${at}.bias`, [conv])] : [])];
      value = builder.apply('conv2d', inputs, { stride, padding });
    } else if ('op' in layer) {
      value = builder.apply(layer.op, [value], layer.attributes);
    } else {
      const flat = builder.apply('reshape', [value], { shape: [n, c, h * w] });
      const scores = builder.apply('softmax', [builder.apply('matmul', [builder.apply('transpose', [flat], { perm: [0, 2, 1] }), flat])], { axis: -1 });
      value = builder.apply('add', [value, builder.apply('reshape', [builder.apply('matmul', [flat, scores])], { shape: [n, c, h, w] })]);
    }
  });
  const energy = builder.apply('sum', [value], { axes: [0, 1, 2, 3], keep_dims: false });
  builder.output('energy', energy);
  builder.output('force', gradient(builder, energy, [x])[0]!);
  if (weightGradients) gradient(builder, energy, weights).forEach((node, at) => builder.output(`weight gradient ${at}`, node));
  const program = builder.build();
  const parameters = Object.fromEntries(
    [...program.parameters].map(([name, id]) => {
      const of = program.nodes[id]!.shape;
      const bound = 1.5 / Math.sqrt(sizeOf(of.slice(1)));
      return [name, testValues(sizeOf(of), id + 5, [-bound, bound])];
    }),
  );
  return { program, inputs: { x: testValues(sizeOf(shape), 1) }, parameters };
}

const leaky: SmallLayer = { op: 'leaky_relu', attributes: { slope: 0.05 } };

export const vanillaLike: SmallNetwork = smallNetwork(
  [2, 3, 16, 16],
  [{ conv: 16, kernel: 3, stride: 1, padding: 1 }, leaky, { conv: 32, kernel: 4, stride: 2, padding: 1 }, leaky, { conv: 16, kernel: 4, stride: 2, padding: 1 }, leaky, { conv: 1, kernel: 4, stride: 1, padding: 0 }],
);

export const nonlocalLike: SmallNetwork = smallNetwork(
  [2, 1, 8, 8],
  [{ conv: 16, kernel: 3, stride: 1, padding: 1 }, leaky, { op: 'max_pool', attributes: { size: 2 } }, { attention: true }, { conv: 8, kernel: 3, stride: 1, padding: 1 }, leaky, { op: 'max_pool', attributes: { size: 2 } }],
);
