import type { Optimizer } from './optimizer.ts';

const beta1 = 0.9;
const beta2 = 0.999;
const tiny = 1e-8;

/**
 * Adam (Kingma & Ba 2015, Algorithm 1) with the usual β₁ = 0.9, β₂ = 0.999 and 10⁻⁸ beside the root:
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − lr · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + 10⁻⁸).
 */
export const adam: Optimizer = {
  name: 'adam',
  slots: ['first_moment', 'second_moment'],
  scalars: (update) => ({ first_correction: 1 - beta1 ** update, second_correction: 1 - beta2 ** update }),
  step(builder, { value, gradient }, [first, second], learningRate, scalars) {
    const scaled = (by: number, node: number) => builder.apply('mul', [builder.scalar(by), node]);
    const m = builder.apply('add', [scaled(beta1, first), scaled(1 - beta1, gradient)]);
    const v = builder.apply('add', [scaled(beta2, second), scaled(1 - beta2, builder.apply('square', [gradient]))]);
    const mean = builder.apply('div', [m, scalars.first_correction]);
    const root = builder.apply('sqrt', [builder.apply('div', [v, scalars.second_correction])]);
    const move = builder.apply('div', [mean, builder.apply('add', [root, builder.scalar(tiny)])]);
    return { value: builder.apply('sub', [value, builder.apply('mul', [learningRate, move])]), slots: [m, v] };
  },
};
