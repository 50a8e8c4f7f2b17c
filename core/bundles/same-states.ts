import { isWithin, squaredDistance } from '../mapping/geometry.ts';
import type { MemberRecord } from '../mapping/records.ts';

/** What tells a state from others. */
export type KnownState = Pick<MemberRecord, 'state' | 'source' | 'x'>;

/**
 * Which states of two maps made by one plan on two machines are the same: number before → number now. Placing numbers its samples by their energy, so one chain that
 * ends elsewhere by a last digit renumbers all between. The same are two that started from the same image (or both from noise), are each other's nearest of those, and
 * lie within `within`; what has no such twin went elsewhere and is left out.
 */
export function sameStates(before: readonly KnownState[], now: readonly KnownState[], within: number): Map<number, number> {
  const [earlier, later] = [bySource(before), bySource(now)];
  return new Map(before.flatMap((state): [number, number][] => {
    const twin = nearest(state, later.get(state.source) ?? []);
    if (twin === null || nearest(twin, earlier.get(state.source)!) !== state || !isWithin(state.x, twin.x, within)) return [];
    return [[state.state, twin.state]];
  }));
}

function bySource(states: readonly KnownState[]): Map<number | null, KnownState[]> {
  const groups = new Map<number | null, KnownState[]>();
  for (const state of states) {
    const group = groups.get(state.source);
    if (group === undefined) groups.set(state.source, [state]);
    else group.push(state);
  }
  return groups;
}

function nearest({ x }: KnownState, among: readonly KnownState[]): KnownState | null {
  let best: KnownState | null = null;
  let least = Infinity;
  for (const one of among) {
    const apart = squaredDistance(x, one.x);
    if (apart < least) [best, least] = [one, apart];
  }
  return best;
}
