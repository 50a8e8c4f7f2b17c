import type { CameraPose, Vector } from './camera-fit.ts';

/** Ease in and out: level at both ends. */
export function smoothstep(t: number): number {
  const x = Math.min(1, Math.max(0, t));
  return x * x * (3 - 2 * x);
}

interface Orbit {
  azimuth: number;
  elevation: number;
  distance: number;
}

function orbitOf(pose: CameraPose): Orbit {
  const [x, y, z] = [0, 1, 2].map((c) => pose.position[c]! - pose.target[c]!) as [number, number, number];
  const distance = Math.max(1e-9, Math.hypot(x, y, z));
  return { azimuth: Math.atan2(x, z), elevation: Math.asin(Math.min(1, Math.max(-1, y / distance))), distance };
}

/**
 * A pose part of the way from one to another: the camera swings round its target the short way rather than cutting through it.
 *
 * @param t 0…1
 */
export function poseBetween(from: CameraPose, to: CameraPose, t: number): CameraPose {
  const [p, q] = [orbitOf(from), orbitOf(to)];
  const turn = ((((q.azimuth - p.azimuth + Math.PI) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI)) - Math.PI;
  const azimuth = p.azimuth + turn * t;
  const elevation = p.elevation + (q.elevation - p.elevation) * t;
  const distance = p.distance * (q.distance / p.distance) ** t;
  const target = [0, 1, 2].map((c) => from.target[c]! + (to.target[c]! - from.target[c]!) * t) as unknown as Vector;
  return {
    target,
    position: [
      target[0] + distance * Math.sin(azimuth) * Math.cos(elevation),
      target[1] + distance * Math.sin(elevation),
      target[2] + distance * Math.cos(azimuth) * Math.cos(elevation),
    ],
  };
}

/** A camera on its way. */
export class CameraFlight {
  private from: CameraPose | null = null;
  private to: CameraPose | null = null;
  private began = 0;
  private duration = 0;

  /** Leave at `now`, arrive `duration` ms later; 0 arrives at the next `advance`. */
  start(from: CameraPose, to: CameraPose, now: number, duration: number): void {
    this.from = from;
    this.to = to;
    this.began = now;
    this.duration = duration;
  }

  stop(): void {
    this.to = null;
  }

  /** The pose at `now`, or null when nothing is under way. */
  advance(now: number): CameraPose | null {
    const { from, to } = this;
    if (from === null || to === null) return null;
    const t = this.duration > 0 ? (now - this.began) / this.duration : 1;
    if (t >= 1) this.to = null;
    return t >= 1 ? to : poseBetween(from, to, smoothstep(t));
  }
}
