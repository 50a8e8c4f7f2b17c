import type { Optimizer } from './optimizer.ts';

/** Stochastic gradient descent: θ ← θ − lr · g. */
export const sgd: Optimizer = {
  name: 'sgd',
  slots: [],
  scalars: () => ({}),
  step(builder, { value, gradient }, _slots, learningRate) {
    return { value: builder.apply('sub', [value, builder.apply('mul', [learningRate, gradient])]), slots: [] };
  },
};
