import type { CriticalAlpha } from '../../../../core/contract/kinetic.ts';
import type { EdgeRow } from '../../../../core/contract/landscape.ts';

/** Another set of a kinetic map, as seen from one. */
export interface SetNeighbour {
  readonly a: number;
  readonly b: number;
  readonly other: number;
  readonly freeEnergy: number | null;
  readonly graph: number | null;
  /** Of attraction–diffusion, relaxed where it was. */
  readonly diffusion: number | null;
  readonly alpha: CriticalAlpha | null;
  readonly flux: number;
}

/** The pairs of one set, the lowest free-energy barrier first, then by what passes. */
export function setNeighbours(edges: readonly EdgeRow[], of: number | null): SetNeighbour[] {
  return edges
    .filter(({ a, b }) => of !== null && (a === of || b === of))
    .map((edge) => ({
      a: edge.a,
      b: edge.b,
      other: edge.a === of ? edge.b : edge.a,
      freeEnergy: edge.freeEnergy ?? null,
      graph: edge.graph ?? null,
      diffusion: edge.refined ?? edge.barrier,
      alpha: edge.alpha ?? null,
      flux: edge.flux ?? 0,
    }))
    .sort((p, q) => (p.freeEnergy ?? Infinity) - (q.freeEnergy ?? Infinity) || q.flux - p.flux || p.other - q.other);
}
