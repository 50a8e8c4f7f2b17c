/** Upper tail Q(z) = P(Z > z) of the standard normal, z ≥ 0, to about 1e-14 of its value. */
export function normalTail(z: number): number {
  const density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    // Φ(z) − 1/2 = φ(z) (z + z³/3 + z⁵/15 + …), all terms positive.
    let term = z;
    let sum = z;
    for (let k = 3; term > sum * 1e-17; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  // Q(z) = φ(z)/(z + 1/(z + 2/(z + 3/(z + …)))); 60 levels are enough from z = 3.
  let fraction = z;
  for (let k = 60; k >= 1; k--) fraction = z + k / fraction;
  return density / fraction;
}

/**
 * z ≥ 0 with P(Z > z) = p for the standard normal Z, 0 < p ≤ 1/2: Newton steps on log Q, which is concave, so that
 * they converge from everywhere; about 1e-13.
 */
export function normalTailQuantile(p: number): number {
  // Start: the leading term of the tail's expansion, exact enough at both ends for a few Newton steps.
  let z = p > 0.1 ? (0.5 - p) * Math.sqrt(2 * Math.PI) : Math.sqrt(-2 * Math.log(p * 2.5066 * Math.sqrt(-2 * Math.log(p))));
  for (let i = 0; i < 60; i++) {
    const tail = normalTail(z);
    const density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    const step = (Math.log(tail / p) * tail) / density;
    z = Math.max(0, z + step);
    if (Math.abs(step) < 1e-13 * (1 + z)) break;
  }
  return z;
}
