import type { LongRunTest } from '../contract/training-run.ts';
import { counted, readable } from '../pictures/numbers.ts';
import { longRunEvidence } from './long-run-evidence.ts';
import { THRESHOLD } from './thresholds.ts';

const startNames = { data: 'data', uniform: 'uniform noise', gaussian: 'Gaussian noise', persistent: 'the persistent bank' } as const;

/** What a long-run test shows, in sentences with their numbers, and the two numbers of the contract. */
export function longRunFindings(test: Pick<LongRunTest, 'starts' | 'totalSteps'>): Pick<LongRunTest, 'findings' | 'drift' | 'gap'> {
  const { drift, driftError, gap, gapError, fall, departure, arrival, spread } = longRunEvidence(test);
  const has = (start: string): boolean => test.starts.some((own) => own.start === start);
  const own = has('data') ? 'data' : test.starts[0].start;
  const findings: string[] = [];
  if (drift !== null) {
    const real = Math.abs(drift) > THRESHOLD.smallDrift && Math.abs(drift) > THRESHOLD.certainErrors * driftError;
    findings.push(
      `Over the last decade of ${counted(test.totalSteps)} steps the energy of chains from ${startNames[own]} ${real ? `${drift < 0 ? 'falls' : 'rises'}` : 'does not drift'}: ${readable(drift, 2)} ± ${readable(driftError, 1)} spreads (one spread is ${readable(spread)}).`,
    );
  }
  if (gap !== null) {
    const noise = test.starts.find(({ start }) => start === 'uniform' || start === 'gaussian')!.start;
    const apart = Math.abs(gap) > THRESHOLD.meetingGap && Math.abs(gap) > THRESHOLD.certainErrors * gapError;
    findings.push(
      apart
        ? `Chains from ${startNames[noise]} and from data do not meet: those from noise end ${readable(Math.abs(gap))} ± ${readable(gapError, 1)} spreads ${gap > 0 ? 'above' : 'below'}.`
        : `Chains from ${startNames[noise]} and from data meet: their late energies are ${readable(Math.abs(gap), 2)} ± ${readable(gapError, 1)} spreads apart.`,
    );
  }
  if (fall !== null && Math.abs(fall) > THRESHOLD.certainErrors) {
    findings.push(`The energy of chains from data ends ${readable(Math.abs(fall))} spreads ${fall < 0 ? 'below' : 'above'} where it began${fall < 0 ? ': the landscape is deeper elsewhere than at the data' : ''}.`);
  }
  if (departure !== null) {
    findings.push(
      departure <= THRESHOLD.staying
        ? `Chains from data stay near the data: their distance to the nearest of it ends at ${readable(departure)} times what it was.`
        : departure > THRESHOLD.leaving
          ? `Chains from data leave the data: their distance to the nearest of it ends at ${readable(departure)} times what it was.`
          : `Chains from data move away from it a little: their distance to the nearest of it ends at ${readable(departure)} times what it was.`,
    );
  }
  if (arrival !== null) {
    findings.push(
      `Chains from noise ${arrival <= THRESHOLD.staying ? 'arrive at the data' : 'do not arrive at the data'}: they end ${readable(arrival)} times as far from it as data are from each other.`,
    );
  }
  return { findings, drift, gap };
}
