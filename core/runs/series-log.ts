import type { RunSeries } from '../contract/training-run.ts';
import type { MetricRow } from './metrics-file.ts';

/** The series of a run in memory, growing: 16 bytes an update. */
export class SeriesLog {
  #columns = Array.from({ length: 4 }, () => new Float32Array(1024));
  #length = 0;

  constructor(rows: readonly MetricRow[] = []) {
    for (const row of rows) this.add(row);
  }

  add({ energyDifference, gradientNorm, learningRate, seconds }: MetricRow): void {
    if (this.#length === this.#columns[0]!.length) {
      this.#columns = this.#columns.map((column) => {
        const longer = new Float32Array(2 * column.length);
        longer.set(column);
        return longer;
      });
    }
    [energyDifference, gradientNorm, learningRate, seconds].forEach((value, at) => (this.#columns[at]![this.#length] = value));
    this.#length++;
  }

  /** Views, not copies: of the moment. */
  series(): RunSeries {
    const [energyDifference, gradientNorm, learningRate, seconds] = this.#columns.map((column) => column.subarray(0, this.#length)) as [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];
    return { energyDifference, gradientNorm, learningRate, seconds };
  }
}
