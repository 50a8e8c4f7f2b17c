import { wilsonInterval } from '../analysis/wilson-interval.ts';
import type { Share } from '../analysis/wilson-interval.ts';
import type { Trajectory } from './count-transitions.ts';

/** Where unbiased chains were seen. Plain data. */
export interface HoldRecord {
  /** Sets there are. */
  readonly sets: number;
  /** Set that each chain started from, [chains]. */
  readonly homes: Int32Array;
  /** Steps of the looks, rising, from 0. */
  readonly steps: readonly number[];
  /** Set of each chain at each look, −1 where it could not be told, [looks, chains], flat. */
  readonly seen: Int32Array;
}

/** Chains of a set that were seen at home, at one look. */
export interface HomeShare extends Share {
  readonly step: number;
}

/**
 * Share of chains at home at each look, with its interval: of all sets together (`all`) and of each. At step 0 no chain has
 * moved: what is missing there the vote loses by itself.
 */
export function homeShares({ sets, homes, steps, seen }: HoldRecord): { readonly all: HomeShare[]; readonly bySet: HomeShare[][] } {
  const shares = (of: readonly number[]): HomeShare[] => steps.map((step, look) => {
    const home = of.filter((chain) => seen[look * homes.length + chain] === homes[chain]).length;
    return { step, ...wilsonInterval(home, of.length) };
  });
  const chains = Array.from(homes.keys());
  return { all: shares(chains), bySet: Array.from({ length: sets }, (_, set) => shares(chains.filter((chain) => homes[chain] === set))) };
}

/** The chains as trajectories, for counting transitions. */
export function trajectoriesOf({ homes, steps, seen }: HoldRecord): Trajectory[] {
  return Array.from(homes, (_home, chain) => ({ steps, sets: steps.map((_step, look) => seen[look * homes.length + chain]) }));
}
