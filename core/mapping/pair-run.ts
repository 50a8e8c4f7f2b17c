import { countTrial, createCandidate } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { streamKey } from '../random/stream-key.ts';
import { FEW_DIMENSIONS } from './chord.ts';
import type { Effort } from './depth.ts';
import type { Basin } from './placement.ts';
import { byNearness, nearnessTo } from './rank-candidates.ts';
import type { MapPhase } from './records.ts';
import type { Relaxation } from './string-method.ts';
import { load } from './trial-slots.ts';
import type { Trial } from './trial.ts';
import { deliverVerdict, verify } from './verify.ts';
import { queueRelaxation, queueTrial, STREAM } from './work.ts';
import type { MapTools, TrialEnd, Work } from './work.ts';

/** Pairs go on being started until this many walkers a slot are under way or waiting. */
const FULLNESS = 1.25;

/** A relaxed path from a to b: its images, U at each, and the highest U on it. `path`: which of the pair's paths it was. */
export interface RelaxedPath {
  readonly path: number;
  readonly points: Float32Array;
  readonly energies: Float32Array;
  readonly barrier: number;
}

/** Paths relaxed at length, of those looked at shortly. */
const FULL_RELAXATIONS = 2;

/** Two basins a < b tried against each other: `trials` is kept as a's candidate b. */
export interface Pair {
  readonly a: Basin;
  readonly b: Basin;
  readonly trials: Candidate;
  /** Barriers: relaxed paths, lowest first, as far as they are there. */
  relaxed: RelaxedPath[];
  /** Relaxations under way. */
  relaxing: number;
  effort: Effort;
  done: boolean;
}

/**
 * Trials between basins: each basin and its `nearest` others, every pair once, both directions. Consolidation stops a pair at its first
 * round with a success; barriers run all rounds. Plain data.
 */
export interface PairRun {
  readonly phase: MapPhase;
  readonly alpha: number;
  readonly nearest: number;
  readonly rounds: number;
  readonly untilSuccess: boolean;
  readonly basins: readonly Basin[];
  /** Basins whose neighbours are chosen. */
  ranked: number;
  /** Chosen pairs, as indices into `basins`, smaller first. */
  chosen: (readonly [number, number])[];
  /** Pairs started, in order of `chosen`. */
  pairs: Pair[];
  /** Pairs finished. */
  closed: number;
}

export function createPairRun(phase: MapPhase, basins: readonly Basin[], settings: Pick<PairRun, 'alpha' | 'nearest' | 'rounds' | 'untilSuccess'>): PairRun {
  return { phase, basins: basins.map((basin) => ({ ...basin })), ...settings, ranked: 0, chosen: [], pairs: [], closed: 0 };
}

/** True when every pair was tried. */
export function isFinished(run: PairRun): boolean {
  return run.ranked === run.basins.length && run.closed === run.chosen.length;
}

/** Pairs finished, of how many once all are chosen. */
export function progressOfPairs({ closed, ranked, basins, chosen }: PairRun): [number, number | null] {
  return [closed, ranked < basins.length ? null : chosen.length];
}

/** Chooses neighbours (one basin a call, it can take a while) and starts and pursues pairs. Calls `close` for each pair that is through. */
export async function pursuePairs(run: PairRun, work: Work, tools: MapTools, close: (pair: Pair) => void): Promise<void> {
  if (run.ranked < run.basins.length) {
    await chooseNeighbours(run, tools);
    if (run.ranked < run.basins.length) return;
    run.chosen.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  }
  while (run.pairs.length < run.chosen.length && load(work.slots) < FULLNESS * work.slots.walkers.length) start(run, work, tools);
  for (const [index, pair] of run.pairs.entries()) {
    if (pair.done || pair.trials.outstanding > 0 || pair.trials.relaxing || pair.relaxing > 0) continue;
    if (!settle(run, index, pair, work, tools)) continue;
    pair.done = true;
    run.closed++;
    close(pair);
  }
}

async function chooseNeighbours(run: PairRun, tools: MapTools): Promise<void> {
  const { basins } = run;
  const self = run.ranked++;
  const others = basins.map((_, i) => i).filter((i) => i !== self);
  const nearness = await nearnessTo(basins[self]!, others.map((i) => basins[i]!), tools.settings.rank, tools.evaluator);
  const order = others.map((_, i) => i).sort((p, q) => byNearness(nearness[p]!, nearness[q]!) || p - q);
  const known = new Set(run.chosen.map(([a, b]) => a * basins.length + b));
  for (const i of order.slice(0, run.nearest)) {
    const pair = [Math.min(self, others[i]!), Math.max(self, others[i]!)] as const;
    if (!known.has(pair[0] * basins.length + pair[1])) run.chosen.push(pair);
  }
}

function start(run: PairRun, work: Work, tools: MapTools): void {
  const [first, second] = run.chosen[run.pairs.length]!;
  const a = run.basins[first]!;
  const b = run.basins[second]!;
  const pair: Pair = { a, b, trials: createCandidate(b, keptPaths(run, tools)), relaxed: [], relaxing: 0, effort: 'none', done: false };
  run.pairs.push(pair);
  for (let round = 0; round < (run.untilSuccess ? 1 : run.rounds); round++) queueRound(run, run.pairs.length - 1, pair, work, tools);
}

function queueRound(run: PairRun, index: number, pair: Pair, work: Work, tools: MapTools): void {
  const { trials } = pair;
  const round = trials.rounds.length;
  trials.rounds.push({ successes: 0, barrier: Infinity });
  trials.outstanding += 2;
  const a: TrialEnd = { name: { basin: pair.a.id }, ...pair.a };
  const b: TrialEnd = { name: { basin: pair.b.id }, ...pair.b };
  for (const forward of [true, false]) {
    queueTrial(work, tools, {
      owner: { kind: 'pair', pair: index, round, forward }, phase: run.phase, from: forward ? a : b, to: forward ? b : a, alpha: run.alpha, repeat: round, keepPath: true,
    });
  }
}

/** Several successes may have crossed at different saddles: all are kept to be relaxed, where states are small. */
function keptPaths(run: PairRun, tools: MapTools): number {
  return !run.untilSuccess && tools.settings.refine === 'string' && tools.evaluator.dimensions <= FEW_DIMENSIONS ? 2 * run.rounds : 1;
}

/** True when nothing is left to do for a pair whose trials are in. */
function settle(run: PairRun, index: number, pair: Pair, work: Work, tools: MapTools): boolean {
  const { trials } = pair;
  if (trials.successes.length === 0) {
    if (trials.rounds.length >= run.rounds) return true;
    queueRound(run, index, pair, work, tools);
    return false;
  }
  if (!run.untilSuccess) return tools.settings.refine === 'none' || !relaxFurther(index, pair, work, tools);
  if (trials.verdict === null) verify(trials, pair.a.energy, { kind: 'pair', pair: index, path: 0 }, work, tools);
  return !trials.relaxing;
}

/** Relaxes every kept path shortly, then the lowest ones at length. False when all is done. */
function relaxFurther(index: number, pair: Pair, work: Work, tools: MapTools): boolean {
  if (pair.effort === 'full') return false;
  const walked = pair.trials.successes.flatMap(({ path, barrier }) => (path === null ? [] : [{ ...path, barrier }]));
  const effort = pair.effort === 'none' && walked.length > 1 ? 'quick' : 'full';
  const paths = pair.effort === 'quick' ? pair.relaxed.slice(0, FULL_RELAXATIONS) : walked;
  const walkedNow = pair.effort === 'none';
  pair.effort = effort;
  pair.relaxed = [];
  pair.relaxing = paths.length;
  for (const [i, path] of paths.entries()) {
    const bend = effort === 'quick' && i > 0 ? streamKey(tools.settings.seed, STREAM.bend, pair.a.state, pair.b.state, i) : null;
    queueRelaxation(work, tools, { kind: 'pair', pair: index, path: i, effort }, path, path.barrier, { enough: -Infinity, walked: walkedNow, bend });
  }
  return paths.length > 0;
}

/** Takes a finished trial of this run into account. */
export function deliverPairTrial(run: PairRun, trial: Trial): void {
  const { owner } = trial.plan;
  if (owner.kind === 'pair') countTrial(run.pairs[owner.pair]!.trials, trial, owner.forward, owner.round);
}

/** Takes a finished relaxation of this run into account. */
export function deliverPairRelaxation(run: PairRun, done: Relaxation, work: Work, tools: MapTools): void {
  if (done.owner.kind !== 'pair') return;
  const pair = run.pairs[done.owner.pair]!;
  if (run.untilSuccess) {
    deliverVerdict(pair.trials, pair.a.energy, done, work, tools);
    return;
  }
  pair.relaxing--;
  pair.relaxed.push({ ...done.best, path: done.owner.path });
  pair.relaxed.sort((p, q) => p.barrier - q.barrier || p.path - q.path);
}
