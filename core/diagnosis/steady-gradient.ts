import type { TrainingConfig } from '../contract/training-config.ts';

/** What r_s is where chains stand in balance with their noise. */
export interface SteadyGradient {
  /**
   * E‖∇F‖₂ of a learned density equal to that of the data (with its noise ε_data), sampled by Langevin at ε. For images an upper
   * estimate: all N directions count as being off the data. Null where nothing bounds the curvature (images with ε_data = 0).
   */
  readonly level: number | null;
  /** ε√N: from here on a step overshoots the minimum that it is drawn to, in the mean over the directions. */
  readonly overshoot: number;
}

/**
 * r_s of a steady state of x ← x − ∇F + εz; null without noise (ε = 0), where nothing balances the gradient.
 *
 * Where U = F/(ε²/2) is harmonic with curvature k, one step is x ← a·x + εz with a = 1 − ε²k/2. The stationary variance is ε²/(1 − a²),
 * hence E(∂F)² = (1 − a)²ε²/(1 − a²) = ε²·(1 − a)/(1 + a) a direction: ε²(ε²k/4) for a gentle slope, ε² at a = 0, without bound as a → −1,
 * where the step diverges. Data with Gaussian noise ε_data about a set of few dimensions have k = 1/ε_data² in all others, so that
 * r_s ≈ ε²√N/(2ε_data): a quarter of ε√N at the reference's ε_data = 2ε. In short: convergent learning settles where the gradient
 * balances the noise [A, section 3]; the closed form is ours.
 */
export function steadyGradient(config: Pick<TrainingConfig, 'data' | 'architecture' | 'epsilon' | 'dataEpsilon'>): SteadyGradient | null {
  const { data, epsilon, dataEpsilon } = config;
  if (epsilon === 0) return null;
  const [channels, height, width] = config.architecture.inputShape;
  const dimensions = channels * height * width;
  const overshoot = epsilon * Math.sqrt(dimensions);
  // A ring's density is flat along the ring; a Gaussian's is curved in both directions.
  const curved = data.kind === 'images' ? dimensions : data.density.type === 'rings' ? 1 : 2;
  const width2 = dataEpsilon ** 2 + (data.kind === 'toy' ? data.density.sd ** 2 : 0);
  if (width2 === 0) return { level: null, overshoot };
  const a = 1 - epsilon ** 2 / (2 * width2);
  return { level: a > -1 ? epsilon * Math.sqrt((1 - a) / (1 + a)) * meanNorm(curved) : null, overshoot };
}

/** E‖z‖₂ of z ~ N(0, I) in so many dimensions, √2·Γ((d + 1)/2)/Γ(d/2), by its recurrence. */
export function meanNorm(dimensions: number): number {
  // E_d·E_{d+1} = d, with E_1 = √(2/π); beyond some hundred dimensions √(d − ½) is right to 1e-5.
  if (dimensions > 300) return Math.sqrt(dimensions - 0.5);
  let norm = Math.sqrt(2 / Math.PI);
  for (let d = 1; d < dimensions; d++) norm = d / norm;
  return norm;
}

/**
 * Least and greatest distance from noise (uniform where chains do not start from Gaussian noise, scaled as the config says) to the data,
 * √(mean square of noise + mean square of data), by what is known without looking at the data: an image's mean square lies between 0 and
 * 1, a density's is exact.
 */
export function noiseDistance(config: Pick<TrainingConfig, 'data' | 'architecture' | 'shortRun'>): { readonly least: number; readonly most: number } {
  const { start, noiseFactor } = config.shortRun;
  const [channels, height, width] = config.architecture.inputShape;
  const dimensions = channels * height * width;
  const square = dimensions * noiseFactor ** 2 * (start === 'gaussian' ? 1 : 1 / 3);
  const data = config.data;
  if (data.kind === 'images') return { least: Math.sqrt(square), most: Math.sqrt(square + dimensions) };
  const { density } = data;
  // Mean square of a density: of the means, and sd² in each direction that it spreads in.
  const rings = Array.from({ length: density.groups }, (_, k) => ((k + 1) * density.radius) ** 2).reduce((sum, one) => sum + one, 0) / density.groups;
  const own = density.type === 'gmm' ? density.radius ** 2 + 2 * density.sd ** 2 : rings + density.sd ** 2;
  const distance = Math.sqrt(square + own);
  return { least: distance, most: distance };
}
