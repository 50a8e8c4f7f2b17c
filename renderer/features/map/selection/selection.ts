import type { BasinRow } from '../../../../core/contract/landscape.ts';

/** What the inspector shows: a set of states (a basin of the map), or one of its members by its place in their order of energy. */
export type Inspected = { readonly kind: 'set'; readonly id: number } | { readonly kind: 'member'; readonly id: number; readonly index: number };

/**
 * What is selected in a map; sets are known by their ids, which outlive every change of the map. An edge is two joined sets, the
 * lower id first, looked at from one of its ends (or from none): its paths are shown beside what is inspected. A join of the tree
 * stands for the edge whose barriers it shows.
 */
export type Selection = { readonly kind: 'none' } | Inspected | { readonly kind: 'edge'; readonly a: number; readonly b: number; readonly from: Inspected | null };

export type SelectionAction =
  /** This set and nothing else; null: nothing at all. */
  | { readonly type: 'set-alone'; readonly id: number | null }
  /** To a set: an edge stays that ends there. Null: no set any more, while an edge stays. */
  | { readonly type: 'set'; readonly id: number | null }
  /** A member of the set in view; null: the set itself. */
  | { readonly type: 'member'; readonly index: number | null }
  /** From the set in view where it is one of the ends, else from the lower end. */
  | { readonly type: 'edge'; readonly a: number; readonly b: number }
  | { readonly type: 'leave-edge' }
  /** The map has changed, or is cut elsewhere: every set goes over into the one that carries on what it was, if any. */
  | { readonly type: 'follow'; readonly heirOf: (id: number) => number | null };

/** What the reducer has to know of the map: its sets, and U of each (null: there is no such set). */
export type EnergyOf = (id: number) => number | null;

export const nothing: Selection = { kind: 'none' };

/** The selection after an action; the same object where nothing changes. Sets that are not there are not selected. */
export function reduce(now: Selection, action: SelectionAction, energyOf: EnergyOf): Selection {
  switch (action.type) {
    case 'set-alone':
      return action.id === null ? nothing : energyOf(action.id) === null ? now : seen(now, action.id);
    case 'set': {
      if (action.id !== null && energyOf(action.id) === null) return now;
      if (now.kind === 'edge' && (action.id === null || action.id === now.a || action.id === now.b)) {
        return edge(now, now.a, now.b, action.id === null ? null : seen(now, action.id));
      }
      return action.id === null ? nothing : seen(now, action.id);
    }
    case 'member': {
      const id = inspectedOf(now)?.id;
      if (id === undefined) return now;
      const place: Inspected = action.index === null ? { kind: 'set', id } : { kind: 'member', id, index: action.index };
      return now.kind === 'edge' ? { ...now, from: place } : place;
    }
    case 'edge': {
      const [a, b] = ordered(action.a, action.b);
      const [low, high] = [energyOf(a), energyOf(b)];
      if (a === b || low === null || high === null) return now;
      const from = inspectedOf(now);
      return edge(now, a, b, from?.id === a || from?.id === b ? from : { kind: 'set', id: low <= high ? a : b });
    }
    case 'leave-edge':
      return now.kind === 'edge' ? (now.from ?? nothing) : now;
    case 'follow': {
      if (now.kind === 'none') return now;
      if (now.kind !== 'edge') return followed(now, action.heirOf) ?? nothing;
      const from = now.from && followed(now.from, action.heirOf);
      const [a, b] = [action.heirOf(now.a), action.heirOf(now.b)];
      return a === null || b === null || a === b ? (from ?? nothing) : edge(now, ...ordered(a, b), from);
    }
  }
}

/** The set, or member of one, that the inspector shows. */
export function inspectedOf(selection: Selection): Inspected | null {
  return selection.kind === 'none' ? null : selection.kind === 'edge' ? selection.from : selection;
}

/** The pair of sets whose paths are looked at, lower id first. */
export function pairOf(selection: Selection): readonly [number, number] | null {
  return selection.kind === 'edge' ? [selection.a, selection.b] : null;
}

/** The basin that an id stands for now: itself, the one it was merged into, or none. */
export function survivor(id: number, basins: readonly BasinRow[]): number | null {
  const found = basins.find((basin) => basin.id === id) ?? basins.find((basin) => basin.merged.includes(id));
  return found?.id ?? null;
}

function ordered(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a];
}

/** A set as it is seen: with the member that is selected in it, where it is in view already. */
function seen(now: Selection, id: number): Inspected {
  const inspected = inspectedOf(now);
  return inspected?.id === id ? inspected : { kind: 'set', id };
}

function followed(inspected: Inspected, heirOf: (id: number) => number | null): Inspected | null {
  const id = heirOf(inspected.id);
  return id === inspected.id ? inspected : id === null ? null : { kind: 'set', id };
}

function edge(now: Selection, a: number, b: number, from: Inspected | null): Selection {
  return now.kind === 'edge' && now.a === a && now.b === b && now.from === from ? now : { kind: 'edge', a, b, from };
}
