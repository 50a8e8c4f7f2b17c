/** The two barriers of a joined pair. `refined` is null where the path was not relaxed. */
export interface Barriers {
  readonly barrier: number;
  readonly refined: number | null;
}

/** The barriers of a pair as far as they are known: null for what is not. */
export interface KnownBarriers {
  readonly barrier: number | null;
  readonly refined: number | null;
}

/** The height that is shown of a pair: the refined barrier where there is one, else the AD barrier (null where that may be). */
export function heightOf<B extends number | null>(edge: { readonly barrier: B; readonly refined: number | null }): number | B {
  return edge.refined ?? edge.barrier;
}

/**
 * Barriers as they count: max(U_a, U_b, highest U of the path) [B] for both, the refined one never above the other. A pair of which only
 * the refined barrier is known has it for both. `ends`: U at the higher end.
 */
export function barriersOver(ends: number, { barrier, refined }: KnownBarriers): KnownBarriers {
  const raw = barrier ?? refined;
  if (raw === null) return { barrier: null, refined: null };
  const highest = Math.max(ends, raw);
  return { barrier: highest, refined: refined === null ? null : Math.max(ends, Math.min(refined, highest)) };
}
