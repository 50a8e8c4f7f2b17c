import { formatEnergy } from '../../../lib/format.ts';
import { niceTicks, tickDecimals } from '../../../lib/ticks.ts';
import type { TreeWindow } from './tree-window.ts';

/** Decimals of a leaf's energy: those of the map's energies, and never fewer than those of the axis, which has more of them the closer one looks. */
export function leafDecimals(ticks: readonly TreeTick[], decimals: number): number {
  return Math.max(decimals, tickDecimals(ticks.map(({ energy }) => energy)));
}

export interface TreeTick {
  readonly energy: number;
  readonly label: string;
}

/** Round energies of a window that is so many pixels high. */
export function treeTicks(window: TreeWindow, height: number): TreeTick[] {
  const ticks = niceTicks(window.u0, window.u1, Math.max(2, height / 46));
  const decimals = tickDecimals(ticks);
  return ticks.map((energy) => ({ energy, label: formatEnergy(energy, decimals) }));
}

/** Pixels left of the plot: the axis' name, the longest label and the space between. */
export function axisWidth(ticks: readonly TreeTick[]): number {
  const longest = ticks.reduce((most, tick) => Math.max(most, tick.label.length), 4);
  return Math.round(28 + longest * 6);
}
