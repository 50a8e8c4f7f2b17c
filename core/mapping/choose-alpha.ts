import type { ResolvedMapSettings } from '../contract/map-settings.ts';
import { bounds, nextAlphas } from './alpha-bracket.ts';
import type { AlphaLimits, BracketResult } from './alpha-bracket.ts';
import { chooseAlpha, logSpaced } from './alpha-rule.ts';
import type { CurvePoint } from './alpha-rule.ts';
import { deliverTrial, placeStates } from './place-state.ts';
import { createPlacement, createPlacing } from './placement.ts';
import type { Placement } from './placement.ts';
import type { MadeState } from './supply.ts';
import { sweepPlacing } from './sweep-placing.ts';
import { withdraw } from './trial-slots.ts';
import type { Trial } from './trial.ts';
import { judgesByDepth } from './depth.ts';
import type { MapTools, Work } from './work.ts';

/** Values of α between the bounds. */
const VALUES = 10;
/** How far below and above its start the search for the range of α goes. */
const REACH = 4 ** 6;

/**
 * The sweep for α (science.md, section 5): bounds first, then ten log-spaced values between them, then the rule of `chooseAlpha`. All
 * values of a stage run side by side in the slots, one repeat a trial, and a state is settled by its first success; a run that
 * looks for a bound stops once it is neither.
 *
 * Where success alone does not make two minima one basin, but the depth of the path does (`judgesByDepth`), α does not decide what a
 * basin is: it only has to bring chains across. Then it is the upper bound, the weakest magnet under which every pilot arrives. Plain data.
 */
export interface Sweep {
  /** States placed at every α. */
  readonly pilots: readonly MadeState[];
  readonly limits: AlphaLimits;
  stage: 'bounds' | 'values' | 'done';
  results: BracketResult[];
  /** Placements under way; their `run` numbers are never used again. */
  runs: Placement[];
  nextRun: number;
  curve: CurvePoint[];
  alpha: number | null;
}

/** Range of the search: from the entropic floor N/δ, where the magnet alone just holds a chain within δ, up to where its step is δ. */
export function alphaLimits(settings: Pick<ResolvedMapSettings, 'delta' | 'epsilon'>, dimensions: number): AlphaLimits {
  const start = dimensions / settings.delta;
  const highest = Math.max(4 * start, (2 * settings.delta) / (settings.epsilon * settings.epsilon));
  return { start, lowest: start / REACH, highest };
}

/** A sweep over these pilots. One pilot tells nothing about α: it is then settled at once, at the start of the range. */
export function createSweep(pilots: readonly MadeState[], limits: AlphaLimits): Sweep {
  const sweep: Sweep = { pilots, limits, stage: 'bounds', results: [], runs: [], nextRun: 1, curve: [], alpha: null };
  if (pilots.length > 1) openRuns(sweep, nextAlphas([], limits)!);
  else settle(sweep, limits.start);
  return sweep;
}

function openRuns(sweep: Sweep, alphas: readonly number[]): void {
  for (const alpha of alphas) {
    const run = createPlacement(sweep.nextRun++, 'alpha', alpha);
    run.waiting = sweep.pilots.map(createPlacing);
    sweep.runs.push(run);
  }
}

function settle(sweep: Sweep, alpha: number): void {
  sweep.alpha = alpha;
  sweep.stage = 'done';
}

/** Queues what is due and moves to the next stage when the runs of this one are through. */
export async function pursueSweep(sweep: Sweep, work: Work, tools: MapTools): Promise<void> {
  for (const run of [...sweep.runs]) {
    await placeStates(run, sweepPlacing, work, tools);
    const kind = kindOf(run, sweep);
    if (kind === null) continue;
    sweep.runs.splice(sweep.runs.indexOf(run), 1);
    withdraw(work.slots, ({ owner }) => owner.kind === 'pilot' && owner.run === run.run);
    if (sweep.stage === 'bounds') sweep.results.push({ alpha: run.alpha, kind });
    else note(sweep, { alpha: run.alpha, basins: run.basins.length, states: run.placed });
  }
  if (sweep.runs.length > 0 || sweep.stage === 'done') return;
  if (sweep.stage === 'bounds') {
    const next = nextAlphas(sweep.results, sweep.limits);
    if (next !== null) openRuns(sweep, next);
    else openValues(sweep);
  } else {
    for (const point of sweep.curve) tools.book.sweep.push(point);
    settle(sweep, judgesByDepth(tools.settings) ? bounds(sweep.results, sweep.limits).high : chooseAlpha(sweep.curve));
  }
}

/** What a run came to, or null while it may still change. */
function kindOf(run: Placement, sweep: Sweep): BracketResult['kind'] | null {
  const mixed = run.joined > 0 && run.basins.length > 1;
  if (mixed && sweep.stage === 'bounds') return 'mixed';
  if (run.placed < sweep.pilots.length) return null;
  return mixed ? 'mixed' : run.basins.length === 1 ? 'all-one' : 'all-found';
}

/** The ten values; what the search for the bounds has already shown of them is not run again. */
function openValues(sweep: Sweep): void {
  const { low, high } = bounds(sweep.results, sweep.limits);
  sweep.stage = 'values';
  const states = sweep.pilots.length;
  const open: number[] = [];
  for (const alpha of logSpaced(low, high, VALUES)) {
    const known = sweep.results.find((result) => result.alpha === alpha)?.kind;
    if (known === 'all-found') note(sweep, { alpha, basins: states, states });
    else if (known === 'all-one') note(sweep, { alpha, basins: 1, states });
    else open.push(alpha);
  }
  openRuns(sweep, open);
}

function note(sweep: Sweep, point: CurvePoint): void {
  sweep.curve.push(point);
  sweep.curve.sort((p, q) => p.alpha - q.alpha);
}

/** Takes a finished trial of the sweep into account. */
export function deliverSweepTrial(sweep: Sweep, trial: Trial, work: Work, tools: MapTools): void {
  const { owner } = trial.plan;
  const run = owner.kind === 'pilot' ? sweep.runs.find((one) => one.run === owner.run) : undefined;
  if (run !== undefined) deliverTrial(run, sweepPlacing, trial, work, tools);
}
