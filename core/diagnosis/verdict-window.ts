import type { TrainingConfig } from '../contract/training-config.ts';
import { THRESHOLD } from './thresholds.ts';

/**
 * First update (from 1) that a verdict looks at: the newest third of the run, at least 100 and at most 2,000 updates, and nothing from
 * before the newest change of phase once 100 updates have followed it (another optimizer or rate is another experiment).
 */
export function verdictWindow(updates: number, config: Pick<TrainingConfig, 'phases'>): number {
  const { windowShare, leastWindow, mostWindow } = THRESHOLD;
  const length = Math.min(mostWindow, Math.max(leastWindow, Math.round(windowShare * updates)));
  const first = Math.max(1, updates - length + 1);
  let border = 0;
  for (const phase of config.phases) {
    if (border + phase.updates + leastWindow > updates) break;
    border += phase.updates;
  }
  return Math.max(first, border + 1);
}
