import type { Evaluator } from '../../../core/potentials/create-evaluator.ts';

/** A potential of the plane by formula, and where its stationary points are, to float64. */
export interface Plane {
  readonly energy: (x: number, y: number) => number;
  readonly gradient: (x: number, y: number) => readonly [number, number];
}

/** U(x, y) = h·((x² − 1)² + t·x) + k·y²: two wells, the left one deeper for t > 0, and one saddle between them, all on y = 0. */
export function twoWells(h: number, t: number, k: number): Plane & { readonly left: number; readonly right: number; readonly saddle: number } {
  const root = (x: number): number => {
    for (let i = 0; i < 60; i++) x -= (4 * x * (x * x - 1) + t) / (12 * x * x - 4);
    return x;
  };
  return {
    energy: (x, y) => h * ((x * x - 1) ** 2 + t * x) + k * y * y,
    gradient: (x, y) => [h * (4 * x * (x * x - 1) + t), 2 * k * y],
    left: root(-1), right: root(1), saddle: root(t / 4),
  };
}

/** Evaluates a plane's potential in float64; counts the rows of gradients asked for. */
export function evaluatorOf(plane: Plane, batch = 64): Evaluator & { readonly rows: () => number } {
  let rows = 0;
  const energies = (states: Float32Array): Float32Array => Float32Array.from({ length: states.length / 2 }, (_, i) => plane.energy(states[2 * i]!, states[2 * i + 1]!));
  return {
    dimensions: 2,
    batch,
    rows: () => rows,
    energies: async (states) => energies(states),
    energiesAndGradients: async (states) => {
      rows += states.length / 2;
      const gradients = new Float32Array(states.length);
      for (let i = 0; i < states.length; i += 2) gradients.set(plane.gradient(states[i]!, states[i + 1]!), i);
      return { energies: energies(states), gradients };
    },
    close: async () => undefined,
  };
}

/** A flat plane: nothing but the magnet and the noise moves a chain. */
export const flat: Plane = { energy: () => 0, gradient: () => [0, 0] };

/** U(x, y) = h·(sin²(πkx) + sin²(πky)) + s·(x² + y²): wells in a square grid of spacing 1/k, deepest in the middle. */
export function eggBox(h: number, k: number, s: number): Plane {
  const w = Math.PI * k;
  return {
    energy: (x, y) => h * (Math.sin(w * x) ** 2 + Math.sin(w * y) ** 2) + s * (x * x + y * y),
    gradient: (x, y) => [h * w * Math.sin(2 * w * x) + 2 * s * x, h * w * Math.sin(2 * w * y) + 2 * s * y],
  };
}
