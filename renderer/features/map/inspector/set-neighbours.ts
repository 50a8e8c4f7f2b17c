import type { AlphaInterval, CriticalAlpha } from '../../../../core/contract/kinetic.ts';
import type { EdgeRow } from '../../../../core/contract/landscape.ts';
import { formatNumber } from '../../../lib/format.ts';

/** Another set of a kinetic map, as seen from one. */
export interface SetNeighbour {
  readonly a: number;
  readonly b: number;
  readonly other: number;
  readonly freeEnergy: number | null;
  readonly graph: number | null;
  /** Of attraction–diffusion, its path quenched where it was. */
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
      diffusion: edge.quenched ?? edge.barrier,
      alpha: edge.alpha ?? null,
      flux: edge.flux ?? 0,
    }))
    .sort((p, q) => (p.freeEnergy ?? Infinity) - (q.freeEnergy ?? Infinity) || q.flux - p.flux || p.other - q.other);
}

/** The critical α in a cell: what it is, or what it is known to be beyond. */
export function alphaCell(alpha: CriticalAlpha | null): string {
  if (alpha === null) return '–';
  return alpha.value === null ? `> ${formatNumber(alpha.beyond, 3)}` : formatNumber(alpha.value, 3);
}

/** The critical α in words: its interval over both directions, and each direction's. */
export function alphaWords({ a, b, alpha }: Pick<SetNeighbour, 'a' | 'b' | 'alpha'>): string {
  if (alpha === null) return 'Not measured.';
  const interval = ({ value, low, high, beyond }: AlphaInterval): string => {
    if (value === null) return `beyond ${formatNumber(beyond, 3)}`;
    return `${formatNumber(value, 3)} (${formatNumber(low, 3)} to ${high === null ? `beyond ${formatNumber(beyond, 3)}` : formatNumber(high, 3)})`;
  };
  const ways = ([[`#${a} → #${b}`, alpha.forward], [`#${b} → #${a}`, alpha.backward]] as const).flatMap(([name, one]) => (one === null ? [] : [`${name} ${interval(one)}`]));
  return [`α ${interval(alpha)}, ${alpha.arrived} of ${alpha.trials} chains arrived.`, ...(ways.length > 0 ? [`${ways.join(', ')}.`] : [])].join(' ');
}
