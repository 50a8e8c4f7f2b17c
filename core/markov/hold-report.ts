import { deriveKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { chapmanKolmogorov } from './chapman-kolmogorov.ts';
import type { ChapmanKolmogorov } from './chapman-kolmogorov.ts';
import { countTransitions } from './count-transitions.ts';
import { evenSpacing } from './hold-run.ts';
import { homeShares, trajectoriesOf } from './hold-share.ts';
import type { HoldRecord, HomeShare } from './hold-share.ts';
import { holdVerdict, SETTLED_STEPS } from './hold-verdict.ts';
import type { HoldVerdict } from './hold-verdict.ts';
import { estimateMarkovModel } from './markov-model.ts';
import type { MarkovModel } from './markov-model.ts';

/** All that watched chains say of the sets. Plain data. */
export interface HoldReport {
  readonly verdict: HoldVerdict;
  readonly all: readonly HomeShare[];
  readonly bySet: readonly (readonly HomeShare[])[];
  /** Models at rising lags: implied timescales against the lag. */
  readonly models: readonly MarkovModel[];
  /**
   * Of the model with the shortest lag at which it holds (where the vote errs to and fro, short lags do not), else of the longest that
   * could be tested; null where there are no transitions to predict.
   */
  readonly chapmanKolmogorov: ChapmanKolmogorov | null;
  /** Of the models at all lags that have multiples to be tested against: one of several that holds may do so by chance. */
  readonly tests: readonly ChapmanKolmogorov[];
  /** Whether a stationary distribution can be spoken of, in words. */
  readonly stationarity: string;
}

/** Lags in units of the even looks: each is counted in looks that there are, and the longest leaves many windows. */
const MULTIPLES = [1, 2, 3, 4, 6, 8];

/** Lags of a report on a run of `steps` steps unless others are asked for. */
export function holdLags(steps: number): number[] {
  return MULTIPLES.map((multiple) => multiple * evenSpacing(steps)).filter((lag) => lag <= longestLag(steps));
}

/** Longest lag of a run: what is left once chains are thermal holds two of it. */
export function longestLag(steps: number): number {
  return (steps - settledStep(steps)) / 2;
}

function settledStep(steps: number): number {
  return Math.min(SETTLED_STEPS, Math.floor(steps / 4));
}

/**
 * The report on a run of `steps` steps: shares at home, verdict, Markov models at several lags from when chains are thermal, and their
 * test. Draws are functions of `key`. It does not speak of stationarity where counted transitions do not connect all sets. `name` gives a
 * set its name in sentences; `lags` those of the models, rising, in looks that there are.
 */
export function holdReport(record: HoldRecord, key: StreamKey, name: (set: number) => string = (set) => `#${set + 1}`, lags: readonly number[] | null = null): HoldReport {
  const last = record.steps[record.steps.length - 1] ?? 0;
  const settled = settledStep(last);
  const trajectories = trajectoriesOf(record);
  const models = (lags ?? holdLags(last))
    .map((lag) => estimateMarkovModel(countTransitions(trajectories, record.sets, lag, settled), deriveKey(key, lag)));
  const tests = models.filter(({ sets }) => sets.length > 1).map((model) => chapmanKolmogorov(model, models)).filter(({ comparisons }) => comparisons.length > 0);
  return {
    verdict: holdVerdict(record, name),
    ...homeShares(record),
    models,
    chapmanKolmogorov: tests.find(({ verdict }) => verdict === 'holds') ?? tests.at(-1) ?? null,
    tests,
    stationarity: stationaritySentence(models[0], name),
  };
}

function stationaritySentence(model: MarkovModel | undefined, name: (set: number) => string): string {
  if (model === undefined) return 'Nothing is said of a stationary distribution: the run is too short to count transitions.';
  const named = (sets: readonly number[]): string => sets.map(name).join(', ');
  if (model.apart.length === 0) {
    return `The counted transitions connect all ${model.sets.length} sets in both directions: the stationary distribution is that of the model.`;
  }
  const apart = model.apart.map((group) => `{${named(group)}}`).join(', ');
  const between = `no counted transitions lead there and back between {${named(model.sets)}} and ${apart}`;
  return `Nothing is said of a stationary distribution: ${between}. Timescales are those within the first group.`;
}
