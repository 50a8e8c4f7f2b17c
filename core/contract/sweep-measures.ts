import type { CellOutcome, MapOutcome, SweepCellRow, SweepView, TrainOutcome } from './sweep.ts';

/** A number that cells are compared by. */
export interface SweepMeasure {
  readonly key: 'basins' | 'share' | 'barrier' | 'energy' | 'gradient';
  readonly title: string;
  /** The same in a word or two. */
  readonly short: string;
  readonly whole: boolean;
  /** A part of a whole, 0 … 1. */
  readonly share?: boolean;
  readonly of: (outcome: CellOutcome) => number | null;
}

const ofMap = (read: (outcome: MapOutcome) => number | null) => (outcome: CellOutcome): number | null => (outcome.kind === 'map' ? read(outcome) : null);
const ofTraining = (read: (outcome: TrainOutcome) => number | null) => (outcome: CellOutcome): number | null => (outcome.kind === 'train' ? read(outcome) : null);

/** What the panels of a sweep's picture show, the main one first. */
export function sweepMeasures({ plan }: Pick<SweepView, 'plan'>): SweepMeasure[] {
  if (plan.kind === 'train') {
    return [
      { key: 'energy', title: 'd_s, mean of the updates judged', short: 'd_s', whole: false, of: ofTraining(({ energyDifference }) => energyDifference) },
      { key: 'gradient', title: 'r_s, mean of the updates judged', short: 'r_s', whole: false, of: ofTraining(({ gradientNorm }) => gradientNorm) },
    ];
  }
  const noun = plan.settings.method === 'kinetic' ? 'set' : 'basin';
  return [
    { key: 'basins', title: `Number of ${noun}s`, short: noun === 'set' ? 'Sets' : 'Basins', whole: true, of: ofMap(({ basins }) => basins) },
    { key: 'share', title: `Share of the largest ${noun}`, short: `Largest ${noun}`, whole: false, share: true, of: ofMap(({ largestShare }) => largestShare) },
    { key: 'barrier', title: 'Highest barrier, U', short: 'Highest barrier', whole: false, of: ofMap(({ highestBarrier }) => highestBarrier) },
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
