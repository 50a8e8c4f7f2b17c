import type { EdgeRow, PathView } from '../../../../../core/contract/landscape.ts';

/** The best paths of a pair, both running from its first basin to its second. */
export interface PairPaths {
  readonly diffusion: PathView | null;
  /** Relaxed, or where there is none the lowest way over a kinetic map's inherent structures. */
  readonly refined: PathView | null;
}

/** Picks the lowest path of each kind and turns it so that it runs from `from`. */
export function pairPaths(paths: readonly PathView[], from: number): PairPaths {
  const best = (kind: PathView['kind']): PathView | null => {
    const lowest = paths.filter((path) => path.kind === kind).sort((p, q) => p.barrier - q.barrier)[0];
    if (!lowest) return null;
    return lowest.a === from ? lowest : reversed(lowest);
  };
  return { diffusion: best('diffusion') ?? best('quenched'), refined: best('refined') ?? best('graph') };
}

/** The same path the other way round. Its images stay where they are in the strip: `imageAt` still names their points. */
export function reversed(path: PathView): PathView {
  const last = path.along.length - 1;
  return {
    ...path,
    a: path.b,
    b: path.a,
    along: path.along.map((s) => 1 - s).reverse(),
    energies: [...path.energies].reverse(),
    positions: path.positions ? [...path.positions].reverse() : null,
    imageAt: path.imageAt.map((at) => last - at),
  };
}

/** x, then AD energies, then refined ones: over the union of both paths' points, null where a path has none. */
export function profileData({ diffusion, refined }: PairPaths): [number[], (number | null)[], (number | null)[]] {
  const places = [...new Set([...(diffusion?.along ?? []), ...(refined?.along ?? [])])].sort((a, b) => a - b);
  const column = (path: PathView | null): (number | null)[] => {
    const energies = new Map(path?.along.map((s, i) => [s, path.energies[i] ?? null]) ?? []);
    return places.map((s) => energies.get(s) ?? null);
  };
  return [places, column(diffusion), column(refined)];
}

/** The energies to show: those of both paths and both barriers, with room above for the barriers' words. Null without any. */
export function profileRange([, ...columns]: readonly (readonly (number | null)[])[], edge: Pick<EdgeRow, 'barrier' | 'refined'> | null): [number, number] | null {
  const all = [...columns.flat(), edge?.barrier ?? null, edge?.refined ?? null].filter((value) => value !== null && Number.isFinite(value)) as number[];
  if (all.length === 0) return null;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const span = high - low || Math.max(1, Math.abs(high) * 0.01);
  return [low - span * 0.06, high + span * 0.22];
}

/** Index of the path's point nearest to a place along it (0…1). */
export function pointAt(path: PathView, along: number): number {
  let best = 0;
  path.along.forEach((s, i) => {
    if (Math.abs(s - along) < Math.abs((path.along[best] ?? 0) - along)) best = i;
  });
  return best;
}

/** A picture of the film strip: index in the path's image strip, where along the path, and U there. */
export interface Frame {
  readonly image: number;
  readonly along: number;
  readonly energy: number;
  /** The picture nearest to the path's highest point. */
  readonly top: boolean;
}

/** Which pictures of a path the film strip shows, in order: as many as fit, evenly spread, ends and the highest always among them. */
export function framesOf(path: PathView, fit: number): Frame[] {
  const all = path.imageAt
    .map((at, image) => ({ image, along: path.along[at] ?? 0, energy: path.energies[at] ?? NaN }))
    .sort((p, q) => p.along - q.along);
  if (all.length === 0) return [];
  const crest = path.along[path.energies.indexOf(Math.max(...path.energies))] ?? 0;
  const distance = (at: number): number => Math.abs((all[at]?.along ?? Infinity) - crest);
  const top = all.reduce((best, _, at) => (distance(at) < distance(best) ? at : best), 0);
  const count = Math.max(1, Math.min(fit, all.length));
  const chosen = Array.from({ length: count }, (_, i) => (count === 1 ? top : Math.round((i * (all.length - 1)) / (count - 1))));
  if (count > 2 && !chosen.includes(top)) {
    // The inner picture nearest to the highest point gives way to it: the ends are the basins.
    let near = 1;
    for (let i = 1; i < count - 1; i++) if (Math.abs((chosen[i] ?? 0) - top) < Math.abs((chosen[near] ?? 0) - top)) near = i;
    chosen[near] = top;
  }
  return chosen.map((at) => ({ ...(all[at] as (typeof all)[number]), top: at === top }));
}

/** "12 of 15 trials succeeded": how a pair was tried, both ways. */
export function trialsText(edge: EdgeRow | null): string {
  if (!edge) return 'No trial was made.';
  return `#${edge.a} → #${edge.b}: ${edge.forward[0]} of ${edge.forward[1]} succeeded · #${edge.b} → #${edge.a}: ${edge.backward[0]} of ${edge.backward[1]}`;
}
