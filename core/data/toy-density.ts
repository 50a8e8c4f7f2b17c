import type { ToyDensitySettings } from '../contract/training-config.ts';
import { integerAt } from '../random/draw.ts';
import { fillGaussian } from '../random/fill-gaussian.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { deriveKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';

/** A 2D density with a formula, to learn and to check against (science.md, section 4). */
export interface ToyDensity {
  /** Normalized density at a point of the plane. */
  densityAt(x: number, y: number): number;
  /** `count` independent points [count, 2], flat: a function of (key, step, count) alone. */
  sample(count: number, key: StreamKey, step: number): Float32Array;
  /** Half the side of the square, centred on 0, that holds all but a negligible part of the mass (six standard deviations beyond the means). */
  readonly extent: number;
}

/** The density that the settings describe: `gmm`, equal Gaussians on a circle; `rings`, equal rings of growing radius. */
export function toyDensity(settings: ToyDensitySettings): ToyDensity {
  return settings.type === 'gmm' ? gaussians(settings) : rings(settings);
}

/** Group k of `groups` has its mean at radius `radius` and angle 2πk/groups. */
function gaussians({ groups, sd, radius }: ToyDensitySettings): ToyDensity {
  const means = Array.from({ length: groups }, (_, k) => {
    const angle = (2 * Math.PI * k) / groups;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
  const scale = 1 / (groups * 2 * Math.PI * sd * sd);
  return {
    extent: radius + 6 * sd,
    densityAt(x, y) {
      let sum = 0;
      for (const [mx, my] of means) sum += Math.exp(-((x - mx) ** 2 + (y - my) ** 2) / (2 * sd * sd));
      return scale * sum;
    },
    sample(count, key, step) {
      const points = new Float32Array(2 * count);
      fillGaussian(points, 0, points.length, deriveKey(key, 0), step);
      const choice = deriveKey(key, 1);
      for (let i = 0; i < count; i++) {
        const [mx, my] = means[integerAt(choice, step, i, groups)];
        points[2 * i] = mx + sd * points[2 * i];
        points[2 * i + 1] = my + sd * points[2 * i + 1];
      }
      return points;
    },
  };
}

/** Ring k = 1 … groups: radius drawn from N(k·radius, sd²), angle uniform. A negative radius means the opposite point of the circle. */
function rings({ groups, sd, radius }: ToyDensitySettings): ToyDensity {
  const scale = 1 / (groups * Math.sqrt(2 * Math.PI) * sd);
  const radialDensity = (r: number): number => {
    let sum = 0;
    for (let k = 1; k <= groups; k++) sum += Math.exp(-((r - k * radius) ** 2) / (2 * sd * sd));
    return scale * sum;
  };
  return {
    extent: groups * radius + 6 * sd,
    densityAt(x, y) {
      // The formula has a pole at 0; its mass there vanishes for sd ≪ radius.
      const r = Math.max(Math.hypot(x, y), 1e-9);
      return (radialDensity(r) + radialDensity(-r)) / (2 * Math.PI * r);
    },
    sample(count, key, step) {
      const noise = new Float32Array(count);
      const angles = new Float32Array(count);
      fillGaussian(noise, 0, count, deriveKey(key, 0), step);
      fillUniform(angles, 0, count, deriveKey(key, 2), step, 0, 2 * Math.PI);
      const choice = deriveKey(key, 1);
      const points = new Float32Array(2 * count);
      for (let i = 0; i < count; i++) {
        const r = (1 + integerAt(choice, step, i, groups)) * radius + sd * noise[i];
        points[2 * i] = r * Math.cos(angles[i]);
        points[2 * i + 1] = r * Math.sin(angles[i]);
      }
      return points;
    },
  };
}
