import { z } from 'zod';
import { jsonOf, numberOf, textOf } from './columns.ts';
import type { Database } from './database.ts';

/** One point of a job's curves: values by name at a step. */
export interface Metric {
  readonly name: string;
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** JSON has no NaN; a metric that became one is kept as null and read back as NaN. */
const points = z.record(z.string(), z.number().nullable()).transform((values) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value ?? NaN])));

/** What a map measured of itself while it ran, in order. */
export class MetricStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(map: string, metric: Metric): void {
    this.#database.run('INSERT INTO metric (map, sequence, name, step, points) VALUES (?, (SELECT coalesce(max(sequence) + 1, 0) FROM metric WHERE map = ?), ?, ?, ?)', [
      map,
      map,
      metric.name,
      metric.step,
      JSON.stringify(metric.values),
    ]);
  }

  all(map: string): Metric[] {
    return this.#database
      .all('SELECT name, step, points FROM metric WHERE map = ? ORDER BY sequence', [map])
      .map((row) => ({ name: textOf(row, 'name'), step: numberOf(row, 'step'), values: jsonOf(row, 'points', points) }));
  }
}
