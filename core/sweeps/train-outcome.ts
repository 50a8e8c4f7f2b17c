import type { TrainOutcome } from '../contract/sweep.ts';
import { runResult } from '../diagnosis/run-result.ts';
import type { RunFolder } from '../runs/run-folder.ts';

/** What a training came to, in the numbers that cells of a sweep are compared by. Throws RunError when its files are damaged. */
export function readTrainOutcome(folder: RunFolder): TrainOutcome {
  const { seconds, chainSteps } = folder.read();
  const { updates, verdict, d_s_mean: energyDifference, d_s_sd: energySpread, r_s: gradientNorm } = runResult(folder);
  return { kind: 'train', updates, energyDifference, energySpread, gradientNorm, verdict, chainSteps, seconds };
}
