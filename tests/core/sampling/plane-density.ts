/** A histogram of the plane beside the exact probabilities of its cells. */
export interface PlaneDensity {
  /** Probability of each cell, cells × cells, row-major. */
  readonly probability: Float64Array;
  readonly count: (states: Float32Array) => void;
  /** KL divergence of the histogram from the exact density, Σ h log(h/p); Infinity if states fell outside. */
  readonly divergence: () => number;
}

const CELLS = 24;
/** Points a side of a cell that its probability is the mean of. */
const INSIDE = 8;

/** Points at which `densityOf` wants the exponent −log p (up to a constant), as states [n, 2]. */
export function integrationPoints(half: number): Float32Array {
  const side = CELLS * INSIDE;
  const at = (i: number) => -half + (2 * half * (i + 0.5)) / side;
  return Float32Array.from({ length: side * side * 2 }, (_, i) => at(i % 2 === 0 ? (i >> 1) % side : Math.floor((i >> 1) / side)));
}

/** The density ∝ exp(−exponent) on the square [−half, half]², from the exponent at `integrationPoints(half)`. */
export function densityOf(exponents: ArrayLike<number>, half: number): PlaneDensity {
  const side = CELLS * INSIDE;
  let lowest = Infinity;
  for (let i = 0; i < exponents.length; i++) lowest = Math.min(lowest, exponents[i]!);
  const probability = new Float64Array(CELLS * CELLS);
  let total = 0;
  for (let i = 0; i < exponents.length; i++) {
    const weight = Math.exp(lowest - exponents[i]!);
    probability[Math.floor(Math.floor(i / side) / INSIDE) * CELLS + Math.floor((i % side) / INSIDE)]! += weight;
    total += weight;
  }
  probability.forEach((value, i) => (probability[i] = value / total));

  const histogram = new Float64Array(CELLS * CELLS);
  let seen = 0;
  let outside = 0;
  return {
    probability,
    count(states) {
      for (let i = 0; i < states.length; i += 2) {
        const column = Math.floor(((states[i]! + half) / (2 * half)) * CELLS);
        const row = Math.floor(((states[i + 1]! + half) / (2 * half)) * CELLS);
        if (column >= 0 && column < CELLS && row >= 0 && row < CELLS) histogram[row * CELLS + column]!++;
        else outside++;
        seen++;
      }
    },
    divergence() {
      // Cells of negligible probability would turn one stray state into most of the divergence: 1e-5 may lie outside.
      if (outside > 1e-5 * seen) return Infinity;
      let sum = 0;
      histogram.forEach((count, i) => {
        if (count > 0) sum += (count / seen) * Math.log(count / seen / probability[i]!);
      });
      return sum;
    },
  };
}
