import { openNetwork } from '../../../core/networks/open-network.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import type { Potential } from '../../../core/potentials/potential.ts';

/** Terms c·softplus(a·x + b·y + d) of a potential of the plane that can be written down. */
const TERMS: readonly { c: number; a: number; b: number; d: number }[] = [
  // Walls at ±1.4 in x and ±1 in y.
  { c: 2, a: 5, b: 0, d: -7 }, { c: 2, a: -5, b: 0, d: -7 },
  { c: 2, a: 0, b: 5, d: -5 }, { c: 2, a: 0, b: -5, d: -5 },
  // A ridge along x = 0.1: the second difference of softplus is a bump.
  { c: 2, a: 4, b: 1, d: 1.6 }, { c: -4, a: 4, b: 1, d: -0.4 }, { c: 2, a: 4, b: 1, d: -2.4 },
  // A slope.
  { c: 0.4, a: 1, b: 0.5, d: 0 },
];

const network = openNetwork({
  net: 'softplus sum',
  inputShape: [2, 1, 1],
  layers: [
    { type: 'conv2d', key: 'in', out: TERMS.length, kernel: 1, stride: 1, padding: 0 },
    { type: 'softplus' },
    { type: 'conv2d', key: 'out', out: 1, kernel: 1, stride: 1, padding: 0 },
  ],
});

/** Σ c·softplus(a·x + b·y + d): two wells of the plane, smooth, as an energy network with the ε given. */
export function analyticPotential(trainEpsilon: number): Potential {
  return createPotential(network, {
    'in.weight': Float32Array.from(TERMS.flatMap(({ a, b }) => [a, b])),
    'in.bias': Float32Array.from(TERMS, ({ d }) => d),
    'out.weight': Float32Array.from(TERMS, ({ c }) => c),
    'out.bias': new Float32Array(1),
  }, trainEpsilon);
}

/** F at a point by the formula, float64. The weights above are rounded to float32 as the network's are. */
export function analyticEnergy(x: number, y: number): number {
  return TERMS.reduce((sum, { c, a, b, d }) => {
    const v = a * x + b * y + Math.fround(d);
    return sum + Math.fround(c) * (Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))));
  }, 0);
}

/** ∇F at a point by the formula, float64. */
export function analyticGradient(x: number, y: number): [number, number] {
  const gradient: [number, number] = [0, 0];
  for (const { c, a, b, d } of TERMS) {
    const slope = Math.fround(c) / (1 + Math.exp(-(a * x + b * y + Math.fround(d))));
    gradient[0] += slope * a;
    gradient[1] += slope * b;
  }
  return gradient;
}
