import { mean } from '../analysis/correlations.ts';

/** One point of the sweep: basins that `states` pilots fell into at this α. */
export interface CurvePoint {
  readonly alpha: number;
  readonly basins: number;
  readonly states: number;
}

/** Log-spaced values from low to high, both included. */
export function logSpaced(low: number, high: number, count: number): number[] {
  if (count === 1 || low === high) return [low];
  return Array.from({ length: count }, (_, i) => (i === 0 ? low : i === count - 1 ? high : low * (high / low) ** (i / (count - 1))));
}

/** The curve is flat where its slope is less than this part of the mean slope in the middle of the fall: less is the noise of 50 states. */
const FLAT = 0.5;

/**
 * Chooses α from the sweep's curve: on a plateau in its middle where there is one, else half-way down.
 *
 * The curve falls from the number of basins that are apart without help (weak magnet) to one (strong: everything falls together),
 * seen in log basins against log α. Its ends say nothing about the landscape: at the weak one chains arrive by chance or not at all,
 * at the strong one the magnet overrides every barrier. So the rule looks at the middle half of the fall, a quarter to three quarters
 * of the way down. A partition that reflects the landscape and not the magnet persists over a range of α: where the slope
 * |Δ log basins / Δ log α| between a value's neighbours is less than half its mean over the middle, the value of smallest slope is taken.
 * A curve that falls evenly has no such range; then it is the value nearest to half-way down, and where no value lies in the middle half, α
 * is read off half-way. The curve is first made to fall (isotonic regression: single trials are noisy). *Ours*: [B] inspects the curve
 * by eye. Throws RangeError for an empty curve.
 */
export function chooseAlpha(curve: readonly CurvePoint[]): number {
  const points = [...curve].sort((p, q) => p.alpha - q.alpha);
  if (points.length === 0) throw new RangeError('There is no α to choose from: the sweep has no points.');
  const heights = fallingFit(points.map(({ basins }) => Math.log(basins)));
  const at = points.map(({ alpha }) => Math.log(alpha));
  const top = heights[0]!;
  const bottom = heights[heights.length - 1]!;
  const fall = (i: number): number => (top - heights[i]!) / (top - bottom);
  const slope = (i: number): number => (heights[i - 1]! - heights[i + 1]!) / (at[i + 1]! - at[i - 1]!);
  const middle = points.map((_, i) => i).filter((i) => i > 0 && i + 1 < points.length && fall(i) >= 0.25 && fall(i) <= 0.75);
  if (middle.length === 0) return Math.exp(crossing(at, heights, (top + bottom) / 2));
  const steepness = mean(middle.map(slope));
  const flattest = middle.reduce((best, i) => (slope(i) < slope(best) ? i : best));
  const halfWay = middle.reduce((best, i) => (Math.abs(fall(i) - 0.5) < Math.abs(fall(best) - 0.5) ? i : best));
  return points[slope(flattest) < FLAT * steepness ? flattest : halfWay]!.alpha;
}

/** Where the falling line through the points passes a height; the middle of the range when it is flat. */
function crossing(at: readonly number[], heights: readonly number[], height: number): number {
  for (let i = 0; i + 1 < at.length; i++) {
    const drop = heights[i]! - heights[i + 1]!;
    if (drop > 0 && heights[i + 1]! <= height) return at[i]! + ((heights[i]! - height) / drop) * (at[i + 1]! - at[i]!);
  }
  return (at[0]! + at[at.length - 1]!) / 2;
}

/** The non-increasing sequence nearest to the values in least squares (pool adjacent violators). */
export function fallingFit(values: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = [];
  for (const value of values) {
    blocks.push({ sum: value, count: 1 });
    for (;;) {
      const last = blocks[blocks.length - 1]!;
      const before = blocks[blocks.length - 2];
      if (before === undefined || before.sum / before.count >= last.sum / last.count) break;
      blocks.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  }
  return blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
}
