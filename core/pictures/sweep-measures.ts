import type { CellOutcome, MapOutcome, SweepCellRow, SweepView, TrainOutcome } from '../contract/sweep.ts';
import { readable } from './numbers.ts';

/** A number that cells are compared by. */
export interface SweepMeasure {
  readonly title: string;
  readonly whole: boolean;
  /** A part of a whole, 0 … 1. */
  readonly share?: boolean;
  readonly of: (outcome: CellOutcome) => number | null;
  readonly words: (value: number) => string;
}

const ofMap = (read: (outcome: MapOutcome) => number | null) => (outcome: CellOutcome): number | null => (outcome.kind === 'map' ? read(outcome) : null);
const ofTraining = (read: (outcome: TrainOutcome) => number | null) => (outcome: CellOutcome): number | null => (outcome.kind === 'train' ? read(outcome) : null);
const percent = (value: number): string => `${Math.round(100 * value)} %`;

/** What the panels of a sweep's picture show, the main one first. */
export function sweepMeasures({ plan }: Pick<SweepView, 'plan'>): SweepMeasure[] {
  if (plan.kind === 'train') {
    return [
      { title: 'd_s, mean of the updates judged', whole: false, of: ofTraining(({ energyDifference }) => energyDifference), words: (value) => readable(value) },
      { title: 'r_s', whole: false, of: ofTraining(({ gradientNorm }) => gradientNorm), words: (value) => readable(value) },
    ];
  }
  const noun = plan.settings.method === 'kinetic' ? 'set' : 'basin';
  return [
    { title: `Number of ${noun}s`, whole: true, of: ofMap(({ basins }) => basins), words: (value) => readable(value) },
    { title: `Share of the largest ${noun}`, whole: false, share: true, of: ofMap(({ largestShare }) => largestShare), words: percent },
    { title: 'Highest barrier, U', whole: false, of: ofMap(({ highestBarrier }) => highestBarrier), words: (value) => readable(value) },
  ];
}

/** Mean of a measure over the repeats of a place; null where none of them has it. */
export function meanOf(measure: Pick<SweepMeasure, 'of'>, rows: readonly SweepCellRow[]): number | null {
  const values = rows.flatMap(({ outcome }) => {
    const value = outcome === null ? null : measure.of(outcome);
    return value === null ? [] : [value];
  });
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The rows of every place of the grid, along the first axis fastest. */
export function placesOf({ axes, rows }: Pick<SweepView, 'axes' | 'rows'>): SweepCellRow[][] {
  const across = axes[0]!.values.length;
  const places = Array.from({ length: across * (axes[1]?.values.length ?? 1) }, (): SweepCellRow[] => []);
  for (const row of rows) places[row.at[0]! + (row.at[1] ?? 0) * across]!.push(row);
  return places;
}
