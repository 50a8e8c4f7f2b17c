import type { ToyDensitySettings } from '../../../../core/contract/training-config.ts';

/** Half the side of the square that a 2D density is drawn on: six standard deviations beyond its means. */
export function densityExtent({ type, groups, sd, radius }: ToyDensitySettings): number {
  return (type === 'gmm' ? radius : groups * radius) + 6 * sd;
}

/**
 * A 2D density on a grid [side, side], rows along y from below, drawn from its formula (science.md, section 4) up to a
 * constant factor: Gaussians on a circle, or rings of growing radius.
 */
export function densityGrid(settings: ToyDensitySettings, side: number): Float32Array {
  const { type, groups, sd, radius } = settings;
  const extent = densityExtent(settings);
  const grid = new Float32Array(side * side);
  const narrow = 1 / (2 * sd * sd);
  const means = Array.from({ length: groups }, (_, k) => [radius * Math.cos((2 * Math.PI * k) / groups), radius * Math.sin((2 * Math.PI * k) / groups)] as const);
  for (let row = 0; row < side; row++) {
    const y = ((row + 0.5) / side) * 2 * extent - extent;
    for (let column = 0; column < side; column++) {
      const x = ((column + 0.5) / side) * 2 * extent - extent;
      let sum = 0;
      if (type === 'gmm') for (const [mx, my] of means) sum += Math.exp(-((x - mx) ** 2 + (y - my) ** 2) * narrow);
      else {
        const r = Math.max(1e-6, Math.hypot(x, y));
        // Equal weights: a ring of larger radius is thinner spread.
        for (let k = 1; k <= groups; k++) sum += Math.exp(-((r - k * radius) ** 2) * narrow) / r;
      }
      grid[row * side + column] = sum;
    }
  }
  return grid;
}
