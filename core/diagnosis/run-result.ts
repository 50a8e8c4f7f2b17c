import { diagnose } from './diagnose.ts';
import { MetricsReader } from '../runs/metrics-file.ts';
import type { VerdictName } from '../contract/training-run.ts';
import type { RunFolder } from '../runs/run-folder.ts';

/** What `train` prints of a run. */
export interface RunResult {
  readonly updates: number;
  /** Over the updates that the verdict looks at. */
  readonly d_s_mean: number | null;
  readonly d_s_sd: number | null;
  readonly r_s: number | null;
  readonly verdict: VerdictName;
  /** Path of the newest checkpoint. */
  readonly checkpoint: string | null;
}

/** Throws RunError when the folder's files are damaged. */
export function runResult(folder: RunFolder): RunResult {
  const record = folder.read();
  const series = new MetricsReader(folder.metricsFile).series(0);
  const { verdict, window } = diagnose(series, record.config, null);
  const energies = series.energyDifference.subarray(window.first - 1, window.last);
  const gradients = series.gradientNorm.subarray(window.first - 1, window.last);
  const newest = folder.checkpointFiles().at(-1);
  const known = energies.length > 0;
  return {
    updates: series.energyDifference.length,
    d_s_mean: known ? mean(energies) : null,
    d_s_sd: known ? spread(energies) : null,
    r_s: known ? mean(gradients) : null,
    verdict,
    checkpoint: newest === undefined ? null : folder.checkpointFile(newest.update),
  };
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: Float32Array): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1));
}
