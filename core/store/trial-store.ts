import type { LeafKind } from '../contract/hierarchy.ts';
import type { DirectedTrials } from '../landscape/set-trials.ts';
import { TRIAL_PHASES } from '../mapping/records.ts';
import type { TrialPhase, TrialRecord } from '../mapping/records.ts';
import { numberOf, numberOrNaN, numberOrNull, textOf } from './columns.ts';
import { StoreError } from './store-error.ts';
import type { Database, SqlRow } from './database.ts';

function endOf(row: SqlRow, side: 'from' | 'to'): TrialRecord['from'] {
  const basin = numberOrNull(row, `${side}_basin`);
  return basin === null ? { state: numberOf(row, `${side}_state`) } : { basin };
}

function phaseOf(row: SqlRow): TrialPhase {
  const text = textOf(row, 'phase');
  const phase = TRIAL_PHASES.find((known) => known === text);
  if (phase === undefined) throw new StoreError(`The workspace holds a trial of unknown phase ${text}: the file is damaged or was changed by hand.`);
  return phase;
}

function trialOf(row: SqlRow): TrialRecord {
  return {
    trial: numberOf(row, 'trial'),
    phase: phaseOf(row),
    from: endOf(row, 'from'),
    to: endOf(row, 'to'),
    alpha: numberOf(row, 'alpha'),
    temperature: numberOf(row, 'temperature'),
    epsilon: numberOf(row, 'epsilon'),
    success: numberOf(row, 'success') === 1,
    steps: numberOf(row, 'steps'),
    barrier: numberOrNaN(row, 'barrier'),
    closest: numberOrNaN(row, 'closest'),
  };
}

/** Every attraction–diffusion trial of a map, successes and failures. */
export class TrialStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(map: string, trial: TrialRecord): void {
    this.#database.run(
      `INSERT INTO trial (map, trial, phase, from_state, from_basin, to_state, to_basin, alpha, temperature, epsilon, success, steps, barrier, closest)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        map,
        trial.trial,
        trial.phase,
        'state' in trial.from ? trial.from.state : null,
        'basin' in trial.from ? trial.from.basin : null,
        'state' in trial.to ? trial.to.state : null,
        'basin' in trial.to ? trial.to.basin : null,
        trial.alpha,
        trial.temperature,
        trial.epsilon,
        trial.success ? 1 : 0,
        trial.steps,
        trial.barrier,
        trial.closest,
      ],
    );
  }

  /** In order of their numbers. */
  all(map: string): TrialRecord[] {
    return this.#database.all('SELECT * FROM trial WHERE map = ? ORDER BY trial', [map]).map(trialOf);
  }

  /** Those between states with a ramped magnet, in order of their numbers. */
  ramped(map: string): { readonly from: number; readonly to: number; readonly alpha: number; readonly arrived: boolean }[] {
    return this.#database
      .all(
        `SELECT from_state AS f, to_state AS t, alpha, success FROM trial
         WHERE map = ? AND phase = 'diffusion' AND from_state IS NOT NULL AND to_state IS NOT NULL ORDER BY trial`,
        [map],
      )
      .map((row) => ({ from: numberOf(row, 'f'), to: numberOf(row, 't'), alpha: numberOf(row, 'alpha'), arrived: numberOf(row, 'success') === 1 }));
  }

  /** The number that the next trial of a map has. */
  next(map: string): number {
    const row = this.#database.get('SELECT coalesce(max(trial) + 1, 0) AS next FROM trial WHERE map = ?', [map]);
    return row === undefined ? 0 : numberOf(row, 'next');
  }

  count(map: string): number {
    const row = this.#database.get('SELECT count(*) AS trials FROM trial WHERE map = ?', [map]);
    return row === undefined ? 0 : numberOf(row, 'trials');
  }

  /** Trials between representatives, counted for each ordered pair of leaves of the map's hierarchy: of basins as they were founded, or of states. */
  pairCounts(map: string, leafKind: LeafKind): DirectedTrials[] {
    const [from, to] = leafKind === 'basin' ? ['from_basin', 'to_basin'] : ['from_state', 'to_state'];
    return this.#database
      .all(
        `SELECT ${from} AS f, ${to} AS t, count(*) AS trials, sum(success) AS successes, min(CASE WHEN success = 1 THEN barrier END) AS barrier
         FROM trial WHERE map = ? AND ${from} IS NOT NULL AND ${to} IS NOT NULL
         GROUP BY ${from}, ${to} ORDER BY ${from}, ${to}`,
        [map],
      )
      .map((row) => ({
        from: numberOf(row, 'f'),
        to: numberOf(row, 't'),
        trials: numberOf(row, 'trials'),
        successes: numberOf(row, 'successes'),
        barrier: numberOrNull(row, 'barrier'),
      }));
  }
}
