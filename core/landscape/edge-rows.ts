import { byEnds } from '../contract/landscape-changes.ts';
import type { EdgeRow } from '../contract/landscape.ts';
import type { PathRecord } from '../mapping/records.ts';
import { barriersOver } from './barriers.ts';
import type { DirectedTrials } from './set-trials.ts';

/** What edges are made of. Basins are named by id; merged ones take no part. */
export interface EdgeBasis {
  readonly basins: readonly { readonly id: number; readonly energy: number }[];
  readonly trials: readonly DirectedTrials[];
  readonly paths: readonly Pick<PathRecord, 'a' | 'b' | 'kind' | 'barrier'>[];
}

function keyOf(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/**
 * The pairs of standing basins that were tried or joined, a < b, in order of a then b.
 *
 * Barriers are those of barriers.ts; kept paths count before the maxima of trials whose path was not kept. A pair that is not among the
 * rows is untested.
 */
export function edgeRows(basis: EdgeBasis): EdgeRow[] {
  const energy = new Map(basis.basins.map((basin) => [basin.id, basin.energy]));
  const rows = new Map<string, EdgeRow>();
  const rowOf = (p: number, q: number): EdgeRow | null => {
    if (!energy.has(p) || !energy.has(q) || p === q) return null;
    const key = keyOf(p, q);
    const known = rows.get(key);
    if (known !== undefined) return known;
    const row: EdgeRow = { a: Math.min(p, q), b: Math.max(p, q), status: 'failed', barrier: null, refined: null, forward: [0, 0], backward: [0, 0] };
    rows.set(key, row);
    return row;
  };
  const kept = new Set<string>();
  for (const path of basis.paths) {
    const row = rowOf(path.a, path.b);
    if (row === null) continue;
    row.status = 'joined';
    if (path.kind === 'diffusion') {
      row.barrier = path.barrier;
      kept.add(keyOf(path.a, path.b));
    } else {
      row.refined = path.barrier;
    }
  }
  for (const { from, to, successes, trials, barrier } of basis.trials) {
    const row = rowOf(from, to);
    if (row === null) continue;
    const side = from === row.a ? 'forward' : 'backward';
    row[side] = [row[side][0] + successes, row[side][1] + trials];
    if (successes > 0) row.status = 'joined';
    if (barrier !== null && !kept.has(keyOf(from, to))) row.barrier = Math.min(row.barrier ?? Infinity, barrier);
  }
  for (const row of rows.values()) {
    const ends = Math.max(energy.get(row.a) ?? -Infinity, energy.get(row.b) ?? -Infinity);
    Object.assign(row, barriersOver(ends, row));
  }
  return [...rows.values()].sort(byEnds);
}

/** An edge in words: how the pair is known. */
export function howKnown(edge: EdgeRow): string {
  const successes = edge.forward[0] + edge.backward[0];
  const trials = edge.forward[1] + edge.backward[1];
  if (edge.status === 'joined') return trials === 0 ? 'joined' : `joined by ${successes} of ${trials}`;
  return edge.status === 'failed' ? `failed ${trials - successes} of ${trials}` : 'untested';
}

/** The row of a pair that was never tried. */
export function untested(p: number, q: number): EdgeRow {
  return { a: Math.min(p, q), b: Math.max(p, q), status: 'untested', barrier: null, refined: null, forward: [0, 0], backward: [0, 0] };
}
