/** Up to this many dimensions a chord is cut evenly; above, one point is enough (see `chordFractions`). */
export const FEW_DIMENSIONS = 16;

/** One step of a path, from state to state: U at both ends, its slope dU/ds along the chord (s from 0 to 1). */
export interface Chord {
  readonly from: number;
  readonly to: number;
  readonly slopeFrom: number;
  readonly slopeTo: number;
  /** The largest ‖∇U‖₂ met on the path so far. */
  readonly steepness: number;
  /** Euclidean length. */
  readonly length: number;
}

/**
 * Where on a chord U has to be looked at so that the path's maximum, `highest` so far, is that of the straight pieces
 * and not only of the visited states: fractions in (0, 1), often none.
 *
 * A step of ε can jump over a ridge narrower than itself. In few dimensions the chord is cut into pieces of `spacing`,
 * unless none of its ends is the highest point so far and slopes as steep as any met on the path could not reach that high between them. In many, U along a step is an average
 * over many units and close to the cubic through both ends' values and slopes: only its highest point is evaluated, and
 * only if it lies inside and above `highest`.
 */
export function chordFractions(chord: Chord, highest: number, dimensions: number, spacing: number): number[] {
  if (dimensions <= FEW_DIMENSIONS) {
    const reach = Math.max(chord.from, chord.to, (chord.from + chord.to + chord.steepness * chord.length) / 2);
    return reach >= highest ? evenFractions(chord.length, spacing) : [];
  }
  const at = cubicPeak(chord);
  return at !== null && at.value > highest ? [at.fraction] : [];
}

/** Inner points that cut a chord of this length into pieces of at most `spacing`; at most 256 pieces. */
export function evenFractions(length: number, spacing: number): number[] {
  const pieces = Math.min(256, Math.ceil(length / spacing));
  const fractions: number[] = [];
  for (let i = 1; i < pieces; i++) fractions.push(i / pieces);
  return fractions;
}

/** The inner maximum of the cubic Hermite interpolant, or null when there is none. */
function cubicPeak(chord: Chord): { fraction: number; value: number } | null {
  const { from: p, to: q, slopeFrom: m, slopeTo: n } = chord;
  // U(s) = a s³ + b s² + m s + p
  const a = 2 * p - 2 * q + m + n;
  const b = 3 * q - 3 * p - 2 * m - n;
  const root = Math.sqrt(b * b - 3 * a * m);
  if (!Number.isFinite(root)) return null;
  // The maximum of the two stationary points, where the second derivative 6as + 2b is −2·root: written to stay exact as a → 0.
  const fraction = b <= 0 ? m / (root - b) : (-b - root) / (3 * a);
  if (!(fraction > 0 && fraction < 1)) return null;
  return { fraction, value: ((a * fraction + b) * fraction + m) * fraction + p };
}
