import type { BasinRow } from '../../../core/contract/landscape.ts';

/** What is selected and pointed at in a map, by basin id: graph, tree, lists and inspector all look here. */
export class Selection {
  basin = $state<number | null>(null);
  hovered = $state<number | null>(null);
  /** A pair of basins whose paths are looked at, lower id first. */
  pair = $state.raw<readonly [number, number] | null>(null);

  /** Goes on to the basins of a newer landscape: a selected basin that was merged away becomes the one it went into. */
  follow(basins: readonly BasinRow[]): void {
    this.basin = survivor(this.basin, basins);
    this.hovered = survivor(this.hovered, basins);
    if (!this.pair) return;
    const a = survivor(this.pair[0], basins);
    const b = survivor(this.pair[1], basins);
    this.pair = a === null || b === null || a === b ? null : ordered(a, b);
  }
}

/** The basin that an id stands for now: itself, the one it was merged into, or none. */
export function survivor(id: number | null, basins: readonly BasinRow[]): number | null {
  if (id === null) return null;
  const found = basins.find((basin) => basin.id === id) ?? basins.find((basin) => basin.merged.includes(id));
  return found?.id ?? null;
}

/** A pair of ids, the lower first. */
export function ordered(a: number, b: number): readonly [number, number] {
  return a < b ? [a, b] : [b, a];
}
