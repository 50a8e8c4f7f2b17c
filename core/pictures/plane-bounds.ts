import type { Landscape, PathView } from '../contract/landscape.ts';

export interface Bounds {
  readonly xMin: number;
  readonly xMax: number;
  readonly yMin: number;
  readonly yMax: number;
}

/** Where states of a plane start: shown when nothing is known yet. */
const WHOLE: Bounds = { xMin: -1.5, xMax: 1.5, yMin: -1.5, yMax: 1.5 };
const MARGIN = 0.35;

/** A square rectangle of the plane around everything a map found there, with a margin. */
export function boundsOf(landscape: Pick<Landscape, 'basins'>, paths: readonly PathView[]): Bounds {
  const points = [...landscape.basins.flatMap((basin) => (basin.position === null ? [] : [basin.position])), ...paths.flatMap((path) => path.positions ?? [])].filter((point) => point.every(Number.isFinite));
  if (points.length === 0) return WHOLE;
  const xs = points.map(([x]) => x).sort((p, q) => p - q);
  const ys = points.map(([, y]) => y).sort((p, q) => p - q);
  const [x0 = 0, x1 = 0] = [xs[0], xs.at(-1)];
  const [y0 = 0, y1 = 0] = [ys[0], ys.at(-1)];
  const half = Math.max((x1 - x0) / 2, (y1 - y0) / 2, 0.25) * (1 + MARGIN);
  const x = (x0 + x1) / 2;
  const y = (y0 + y1) / 2;
  return { xMin: x - half, xMax: x + half, yMin: y - half, yMax: y + half };
}
