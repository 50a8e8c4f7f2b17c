/** Squared Euclidean distance between a (from `aAt`) and b (from `bAt`), `length` values each, in float64. */
export function squaredDistance(a: Float32Array, b: Float32Array, aAt = 0, bAt = 0, length = a.length): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const difference = a[aAt + i]! - b[bAt + i]!;
    sum += difference * difference;
  }
  return sum;
}

/** ‖a − b‖₂. */
export function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(squaredDistance(a, b));
}

/** out[at …] = a + fraction·(b − a), rounded to float32. */
export function interpolate(out: Float32Array, at: number, a: Float32Array, b: Float32Array, fraction: number): void {
  for (let i = 0; i < a.length; i++) out[at + i] = a[i]! + fraction * (b[i]! - a[i]!);
}

/** Whether ‖a − b‖₂ ≤ limit; gives up as soon as it cannot be. */
export function isWithin(a: Float32Array, b: Float32Array, limit: number): boolean {
  const most = limit * limit;
  let sum = 0;
  for (let i = 0; i < a.length; ) {
    for (const end = Math.min(a.length, i + 64); i < end; i++) {
      const difference = a[i]! - b[i]!;
      sum += difference * difference;
    }
    if (!(sum <= most)) return false;
  }
  return true;
}
