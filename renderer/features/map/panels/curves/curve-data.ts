import type { Landscape } from '../../../../../core/contract/landscape.ts';

/** Basins found against states placed, as plot columns; of several points at one count of states, the last. */
export function discoveryData(points: Landscape['discovery']): [number[], number[]] {
  const last = new Map<number, number>();
  for (const { states, basins } of points) last.set(states, basins);
  const sorted = [...last].sort((p, q) => p[0] - q[0]);
  return [sorted.map(([states]) => states), sorted.map(([, basins]) => basins)];
}

/** α and the basins found with it, as plot columns in order of α. */
export function sweepData(points: Landscape['sweep']): [number[], number[]] {
  const sorted = points.filter(({ alpha }) => alpha > 0).sort((p, q) => p.alpha - q.alpha);
  return [sorted.map(({ alpha }) => alpha), sorted.map(({ basins }) => basins)];
}

/** New basins among the last tenth of the states placed (one state at least): near 0 the count has levelled off. */
export function lateDiscoveries(points: Landscape['discovery']): { states: number; basins: number } | null {
  const [states, basins] = discoveryData(points);
  const end = states.at(-1);
  const found = basins.at(-1);
  if (end === undefined || found === undefined || states.length < 2) return null;
  const from = end - Math.max(1, Math.round(end / 10));
  let before = 0;
  states.forEach((count, i) => {
    if (count <= from) before = basins[i] ?? 0;
  });
  return { states: end - Math.max(0, from), basins: found - before };
}
