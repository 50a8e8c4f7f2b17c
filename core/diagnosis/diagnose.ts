import { correlate } from '../analysis/correlations.ts';
import { signedHistogram } from '../analysis/signed-histogram.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import type { Diagnosis, LongRunTest, RunSeries } from '../contract/training-run.ts';
import { measure } from './measures.ts';
import { collapsed } from './rules/collapsed.ts';
import { diverged } from './rules/diverged.ts';
import { imbalanced } from './rules/imbalanced.ts';
import type { Rule } from './rules/rule.ts';
import { stable } from './rules/stable.ts';
import { unsettled } from './rules/unsettled.ts';
import { unstable } from './rules/unstable.ts';
import { warmingUp } from './rules/warming-up.ts';
import { verdictNumbers } from './verdict-numbers.ts';

const MAX_LAG = 15;
/** The diagnosis plot of [A] looks at as many. */
const CORRELATED_UPDATES = 2000;

/** Alarms first; then whether there is enough to judge; then balance; then what is left is stable. */
const rules: readonly Rule[] = [diverged, collapsed, unstable, warmingUp, imbalanced, unsettled];

/**
 * The verdict on a run by Algorithm 1, with the numbers it rests on, in words (science.md, section 4; [A], section 3).
 *
 * A pure function of the series, the config and a long-run test (null without; one of the first half of the run is not used). Never
 * throws: an empty series is warming up. Every bound is in thresholds.ts; each verdict is one rule, and the first that applies decides.
 */
export function diagnose(series: RunSeries, config: TrainingConfig, longRun: LongRunTest | null): Diagnosis {
  const measures = measure(series, config, longRun);
  const finding = rules.reduce<ReturnType<Rule>>((found, rule) => found ?? rule(measures), null) ?? stable(measures)!;
  const { first, last } = measures.window;
  const from = Math.max(0, last - CORRELATED_UPDATES);
  const correlations = last - from < 2 * MAX_LAG ? null : correlate(series.energyDifference.subarray(from, last), series.gradientNorm.subarray(from, last), MAX_LAG);
  return {
    verdict: finding.verdict,
    title: finding.title,
    explanation: [...finding.explanation],
    advice: [...finding.advice],
    numbers: last < first ? [] : verdictNumbers(measures),
    window: { first, last },
    correlations:
      correlations === null
        ? null
        : { maxLag: MAX_LAG, cross: [...correlations.cross], autoEnergy: [...correlations.autoEnergy], autoGradient: [...correlations.autoGradient] },
    histogram: last < first ? null : signedHistogram(series.energyDifference.subarray(first - 1, last)),
  };
}
