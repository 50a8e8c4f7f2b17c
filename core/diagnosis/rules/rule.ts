import type { VerdictName } from '../../contract/training-run.ts';
import type { Measures } from '../measures.ts';

/** What a rule says of a run. */
export interface RuleFinding {
  readonly verdict: VerdictName;
  readonly title: string;
  /** Sentences that quote the numbers. */
  readonly explanation: readonly string[];
  readonly advice: readonly string[];
}

/** A reason for one verdict; null where it does not apply. Rules are asked in order, the first that applies decides. */
export type Rule = (measures: Measures) => RuleFinding | null;
