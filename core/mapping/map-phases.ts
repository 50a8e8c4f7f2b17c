import type { Landscape } from '../contract/landscape.ts';
import type { Dataset } from '../data/dataset.ts';
import { pathRecords } from './barriers.ts';
import { alphaLimits, createSweep, pursueSweep } from './choose-alpha.ts';
import { mergeBasins } from './consolidate.ts';
import { judge, judgesByDepth } from './depth.ts';
import { isWithin } from './geometry.ts';
import { mapPlacing } from './map-placing.ts';
import type { MapState } from './map-state.ts';
import { createPairRun, isFinished, pursuePairs } from './pair-run.ts';
import type { Pair, PairRun } from './pair-run.ts';
import { placeStates } from './place-state.ts';
import { createPlacing } from './placement.ts';
import { advanceScores, createScoreWork } from './score-map.ts';
import type { PixelCache } from './score-map.ts';
import { settlingWarning } from './settling.ts';
import type { StartSource } from './start-states.ts';
import { supplyStates } from './supply.ts';
import type { MadeState } from './supply.ts';
import type { MapTools } from './work.ts';

/** States placed at every α of the sweep (science.md, section 5: the last 50 states). */
const PILOTS = 50;

/** What comes from outside: start states, and the data for the scores. */
export interface MapInputs {
  readonly source: StartSource;
  readonly dataset: Dataset | null;
  readonly pixels: PixelCache;
}

/** Queues what the phase needs next, and goes on to the next phase when it is through. Returns the cluster scores when they are. */
export async function advancePhase(state: MapState, tools: MapTools, inputs: MapInputs): Promise<Landscape['scores']> {
  switch (state.phase) {
    case 'sample':
      await sample(state, tools, inputs);
      return null;
    case 'alpha':
      await chooseAlpha(state, tools, inputs);
      return null;
    case 'burn-in':
    case 'main':
      await place(state, tools, inputs);
      return null;
    case 'consolidate':
      await consolidate(state, tools);
      return null;
    case 'barriers':
      await barriers(state, tools, inputs);
      return null;
    case 'score':
      return score(state, tools, inputs);
    default:
      return null;
  }
}

async function sample(state: MapState, tools: MapTools, { source }: MapInputs): Promise<void> {
  const { supply, counts } = state;
  await supplyStates(supply, tools.settings.states, 0, source, state.work, tools);
  counts.sample = [supply.started - supply.making.filter(({ made }) => made === null).length, tools.settings.states];
  if (supply.ready.length === 0) return;
  const { settings, evaluator } = tools;
  const warning = settings.method === 'placing' ? settlingWarning(supply.settling, settings, evaluator.dimensions) : null;
  if (warning !== null) tools.book.warnings.push(warning);
  state.phase = 'alpha';
}

async function chooseAlpha(state: MapState, tools: MapTools, { source }: MapInputs): Promise<void> {
  if (state.alpha === null && state.sweep === null) {
    const wanted = Math.min(PILOTS, tools.settings.states);
    if (tools.settings.method === 'minimum') await supplyStates(state.supply, tools.settings.states, wanted, source, state.work, tools);
    if (state.supply.ready.length < wanted && state.supply.making.length > 0) return;
    state.sweep = createSweep(pilotsOf(state.supply.ready, tools), alphaLimits(tools.settings, tools.evaluator.dimensions));
  }
  if (state.sweep !== null && state.alpha === null) {
    await pursueSweep(state.sweep, state.work, tools);
    const { runs, nextRun, pilots, stage } = state.sweep;
    // A run that stopped early counts as if it had placed all its pilots.
    const placed = (nextRun - 1 - runs.length) * pilots.length + runs.reduce((sum, run) => sum + run.placed, 0);
    state.counts.alpha = [placed, stage === 'bounds' ? null : (nextRun - 1) * pilots.length];
    if (stage !== 'done') return;
    state.alpha = state.sweep.alpha;
    state.sweep = null;
    state.revision++;
  }
  state.placement.alpha = state.alpha!;
  state.phase = 'burn-in';
}

/** Up to 50 states spread evenly over those ready; of several within δ of each other only the first: they say nothing about α. */
function pilotsOf(ready: readonly MadeState[], tools: MapTools): MadeState[] {
  const distinct: MadeState[] = [];
  for (const made of ready) if (!distinct.some(({ x }) => isWithin(x, made.x, tools.walk.delta))) distinct.push(made);
  const count = Math.min(PILOTS, distinct.length);
  return Array.from({ length: count }, (_, i) => distinct[Math.floor((i * distinct.length) / count)]!);
}

async function place(state: MapState, tools: MapTools, { source }: MapInputs): Promise<void> {
  const { placement, supply, counts } = state;
  const phase = state.phase === 'burn-in' ? 'burn-in' : 'main';
  const { burnIn } = tools.settings;
  const last = phase === 'burn-in' ? burnIn : tools.settings.states;
  const ahead = tools.settings.slots;
  placement.phase = phase;
  await supplyStates(supply, tools.settings.states, ahead, source, state.work, tools);
  while (supply.ready.length > 0 && placement.waiting.length < ahead && placement.placed + placement.waiting.length < last) {
    placement.waiting.push(createPlacing(supply.ready.shift()!));
  }
  const before = tools.book.members.length;
  await placeStates(placement, mapPlacing, state.work, tools);
  for (const { placedIn, source: from, label } of tools.book.members.slice(before)) {
    if (from !== null && label !== null) state.labelled.push({ basin: placedIn, source: from, label });
  }
  if (tools.book.members.length > before) state.revision++;
  counts[phase] = phase === 'burn-in' ? [placement.placed, burnIn] : [placement.placed - burnIn, tools.settings.states - burnIn];
  if (placement.placed < last) return;
  if (phase === 'main') openBarriers(state, tools);
  else if (placement.basins.length > 1) openConsolidation(state, tools);
  else state.phase = 'main';
}

function openConsolidation(state: MapState, tools: MapTools): void {
  const { consolidateNearest, repeats } = tools.settings;
  state.phase = 'consolidate';
  state.pairRun = createPairRun('consolidate', state.placement.basins, { alpha: state.alpha!, nearest: consolidateNearest, rounds: repeats, untilSuccess: true });
}

async function consolidate(state: MapState, tools: MapTools): Promise<void> {
  const run = state.pairRun!;
  await pursuePairs(run, state.work, tools, () => undefined);
  state.counts.consolidate = [run.closed, run.ranked < run.basins.length ? null : run.chosen.length];
  if (!isFinished(run)) return;
  merge(state, run, tools);
  const standing = new Set(state.placement.basins.map(({ id }) => id));
  for (const pair of run.pairs) if (standing.has(pair.a.id) && standing.has(pair.b.id)) recordPaths(state, pair, tools);
  state.pairRun = null;
  state.phase = 'main';
  state.revision++;
}

/** Merges the basins that a run between basins found to be one; writes the history and the new number of basins down. */
function merge(state: MapState, run: PairRun, tools: MapTools): void {
  const merges = mergeBasins(state.placement, run);
  tools.book.merges.push(...merges);
  const into = new Map(merges.map(({ from, into: other }) => [from, other]));
  for (const member of state.labelled) member.basin = into.get(member.basin) ?? member.basin;
  if (merges.length > 0) tools.book.discovery.push({ states: state.placement.placed, basins: state.placement.basins.length });
}

function recordPaths(state: MapState, pair: Pair, tools: MapTools): void {
  const records = pathRecords(pair, state.known);
  tools.book.paths.push(...records);
  for (const { a, b, kind, barrier } of records) {
    if (kind === 'diffusion') state.known.push({ a, b, aState: pair.a.state, bState: pair.b.state, barrier });
  }
}

function openBarriers(state: MapState, tools: MapTools): void {
  const { barrierAlphaFactor, barrierNearest, barrierRepeats } = tools.settings;
  state.phase = 'barriers';
  state.pairRun = createPairRun('barriers', state.placement.basins, {
    alpha: state.alpha! * barrierAlphaFactor, nearest: barrierNearest, rounds: barrierRepeats, untilSuccess: false,
  });
}

async function barriers(state: MapState, tools: MapTools, { dataset }: MapInputs): Promise<void> {
  const run = state.pairRun!;
  await pursuePairs(run, state.work, tools, (pair) => {
    const records = pathRecords(pair, state.known);
    tools.book.paths.push(...records);
    state.counts.refine[0] += pair.relaxed.length === 0 ? 0 : 1;
    judgeDepth(pair, tools);
    // What is recorded need not travel with the state.
    pair.trials.successes = [];
    pair.relaxed = [];
    state.revision++;
  });
  state.counts.barriers = [run.closed, run.ranked < run.basins.length ? null : run.chosen.length];
  state.counts.refine[1] = run.closed === run.chosen.length ? state.counts.refine[0] : null;
  if (!isFinished(run)) return;
  merge(state, run, tools);
  state.pairRun = null;
  state.phase = dataset !== null && state.labelled.length > 0 ? 'score' : 'done';
}

/** Trials that all failed by chance may have left two basins that are one by their depth: the barrier, once known, decides. */
function judgeDepth({ a, b, trials, relaxed }: Pair, tools: MapTools): void {
  const walked = trials.successes[0]?.barrier;
  if (walked === undefined || !judgesByDepth(tools.settings)) return;
  trials.refined = relaxed[0]?.barrier ?? null;
  trials.verdict = judge(trials.refined ?? walked, a.energy, b.energy, 'full', tools.settings) === 'one' ? 'one' : 'two';
}

async function score(state: MapState, tools: MapTools, { dataset, pixels }: MapInputs): Promise<Landscape['scores']> {
  state.scoring ??= createScoreWork();
  const scores = await advanceScores(state.scoring, state.labelled, dataset!, pixels, tools.settings.seed);
  if (scores !== null) {
    state.scoring = null;
    state.phase = 'done';
  }
  return scores;
}
