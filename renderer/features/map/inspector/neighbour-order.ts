import type { BasinDetail } from '../../../../core/contract/landscape.ts';

export type Neighbour = BasinDetail['neighbours'][number];

/** The barrier that counts: refined where there is one, else that of attraction–diffusion. */
export function bestBarrier(neighbour: Neighbour): number | null {
  return neighbour.refined ?? neighbour.barrier;
}

/** Neighbours as they are read: joined by rising barrier, then tried and failed, then untested. */
export function orderNeighbours(neighbours: readonly Neighbour[]): Neighbour[] {
  const rank = { joined: 0, failed: 1, untested: 2 };
  return [...neighbours].sort(
    (a, b) => rank[a.status] - rank[b.status] || (bestBarrier(a) ?? Infinity) - (bestBarrier(b) ?? Infinity) || a.other - b.other,
  );
}

/** How a pair is known, short enough for a column: joined 11/12, failed 6/6, untested. */
export function knownBy({ status, forward, backward }: Pick<Neighbour, 'status' | 'forward' | 'backward'>): string {
  const successes = forward[0] + backward[0];
  const trials = forward[1] + backward[1];
  if (status === 'untested' || trials === 0) return status;
  return status === 'joined' ? `joined ${successes}/${trials}` : `failed ${trials - successes}/${trials}`;
}
