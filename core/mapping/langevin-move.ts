import { fillGaussian } from '../random/fill-gaussian.ts';
import type { StreamKey } from '../random/stream-key.ts';

let noise = new Float32Array(0);

/**
 * One Langevin step in place, x ← x − (ε²/2)(∇U/T + α·(x − x*)/‖x − x*‖₂) + ε z, z ~ N(0, I) (science.md, section 3; [B]).
 *
 * `gradient` is read from `at`. Without a target there is no magnet; at x = x* its unit vector is taken as 0; α is not
 * divided by T. The noise is a function of (key, step) alone.
 */
export function langevinMove(
  x: Float32Array, gradient: Float32Array, at: number, epsilon: number, temperature: number,
  key: StreamKey, step: number, magnet: { readonly target: Float32Array; readonly alpha: number; readonly distance: number } | null,
): void {
  const dimensions = x.length;
  if (noise.length < dimensions) noise = new Float32Array(dimensions);
  fillGaussian(noise, 0, dimensions, key, step);
  const half = (epsilon * epsilon) / 2;
  const drift = half / temperature;
  if (magnet === null || magnet.distance === 0) {
    for (let i = 0; i < dimensions; i++) x[i] = x[i]! - drift * gradient[at + i]! + epsilon * noise[i]!;
    return;
  }
  const pull = (half * magnet.alpha) / magnet.distance;
  const { target } = magnet;
  for (let i = 0; i < dimensions; i++) {
    const value = x[i]!;
    x[i] = value - drift * gradient[at + i]! - pull * (value - target[i]!) + epsilon * noise[i]!;
  }
}
