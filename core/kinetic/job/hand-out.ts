import { rowsAPiece } from '../../mapping/rows-a-piece.ts';
import type { PiecesAhead } from '../../pieces/pieces-ahead.ts';
import type { PieceRunner } from '../../pieces/piece-runner.ts';
import type { ChordsResult } from '../../pieces/programs/chords.ts';
import type { RampedTrialsResult } from '../../pieces/programs/ramped-trials.ts';
import type { ThermalQuenchResult } from '../../pieces/programs/thermal-quench.ts';
import type { WayRefinementResult } from '../../pieces/programs/way-refinement.ts';
import type { Potential } from '../../potentials/potential.ts';
import { chordsAPiece, chordsPiece, takeChords } from '../chord-pieces.ts';
import { pickStates } from '../inherent-states.ts';
import { trialsOfPair } from '../ramped-trials.ts';
import type { ChordsPhase, DiffusionPhase, KineticPhase, KineticTools, Origin, PhaseStep, RefinePhase, SamplePhase } from './kinetic-state.ts';
import { afterRefinement, afterTrials, stepDiffusion } from './measure.ts';
import { afterBatch, noteInherent } from './quench.ts';
import { noteThermal, readStarts } from './sample.ts';

/** Where pieces of a kinetic map go. */
export interface HandingOut {
  readonly pieces: PieceRunner;
  readonly potential: Potential;
  /** Pieces of this phase that are under way. */
  ahead<Result>(phase: KineticPhase['kind']): PiecesAhead<Result>;
  /** When a step of the job has waited long enough for one, as performance.now has it. */
  readonly until: number;
}

/**
 * What a phase does where pieces run side by side: each is some seconds of work that needs nothing of the others, cut the same way whoever computes, and
 * taken in order. Returns null where the phase has work that was begun in smaller steps, or none to hand out: it is stepped as with one engine.
 */
export async function handOut(phase: KineticPhase, tools: KineticTools, handing: HandingOut): Promise<PhaseStep | null> {
  switch (phase.kind) {
    case 'sample': return phase.origins.length === 0 ? samples(phase, tools, handing) : null;
    case 'chords': return chords(phase, tools, handing);
    case 'refine': return phase.refinement.relaxations.length === 0 ? ways(phase, tools, handing) : null;
    case 'diffusion': return trials(phase, tools, handing);
    default: return null;
  }
}

/** Parts of batches of start states, each to thermal states and their inherent structures. */
async function samples(phase: SamplePhase, tools: KineticTools, { pieces, potential, ahead, until }: HandingOut): Promise<PhaseStep> {
  const { settings } = tools;
  const batch = rowsAPiece(settings, 'all alike');
  const { states, sampleSteps, quenchSteps, epsilon, temperature, seed } = settings;
  const back = await ahead<ThermalQuenchResult & { readonly origins: readonly Origin[] }>(phase.kind).take(Math.floor(phase.first / batch), Math.ceil(states / batch), async (piece) => {
    // One engine may have stopped within a part.
    const first = Math.max(phase.first, piece * batch);
    const { x, origins } = await readStarts(tools, first, Math.min((piece + 1) * batch, states) - first);
    return { origins, ...(await pieces.run({ program: 'thermal-quench', potential, states: x, batch, first, settings: { sampleSteps, quenchSteps, epsilon, temperature, seed } })) };
  }, until);
  let next = phase.first;
  for (const { origins, thermal, thermalEnergies, inherent, inherentEnergies } of back) {
    noteThermal(tools, next, origins, thermal, thermalEnergies);
    noteInherent(tools, next, inherent, inherentEnergies);
    next += origins.length;
  }
  return { phase: back.length === 0 ? phase : afterBatch(next, settings), rows: (next - phase.first) * (sampleSteps + quenchSteps + 2) };
}

/** Some thousands of points of chords. */
async function chords(phase: ChordsPhase, { structures, settings, evaluator: { dimensions } }: KineticTools, { pieces, potential, ahead, until }: HandingOut): Promise<PhaseStep> {
  const { scan } = phase;
  const { pairs, points, done } = scan;
  const total = pairs.a.length;
  const size = chordsAPiece(scan);
  const back = await ahead<ChordsResult>(phase.kind).take(Math.floor(done / size), Math.ceil(total / size), (piece) => {
    return pieces.run(chordsPiece(scan, Math.max(done, piece * size), (piece + 1) * size, structures, { potential, batch: rowsAPiece(settings, 'all alike'), dimensions }));
  }, until);
  for (const one of back) takeChords(scan, one);
  return { phase: scan.done < total ? phase : { kind: 'graph', scan }, rows: (scan.done - done) * points };
}

/** Ways of the tree, each relaxed to its end. */
async function ways(phase: RefinePhase, { settings, structures, info, evaluator: { batch, dimensions } }: KineticTools, { pieces, potential, ahead, until }: HandingOut): Promise<PhaseStep> {
  const { refinement } = phase;
  const { refineImages, refineSteps, epsilon, seed } = settings;
  const back = await ahead<WayRefinementResult>(phase.kind).take(refinement.way, refinement.ways.length, (piece) => {
    const way = refinement.ways[piece]!;
    const { positions, energies, numbers } = pickStates(structures, way.states, dimensions);
    return pieces.run({ program: 'way-refinement', potential, states: positions, batch, numbers, energies, way, settings: { refineImages, refineSteps, epsilon, seed } });
  }, until);
  for (const { paths } of back) info.paths.push(...paths);
  refinement.way += back.length;
  return { phase: afterRefinement(phase, settings), rows: back.reduce((sum, { rows }) => sum + rows, 0) };
}

/** Pairs of states with all their trials, and the quench of the path of each. */
async function trials(phase: DiffusionPhase, tools: KineticTools, { pieces, potential, ahead, until }: HandingOut): Promise<PhaseStep> {
  const { settings, structures, info, evaluator: { dimensions } } = tools;
  const { run } = phase;
  const { alphaFrom, alphaTo, rampSteps, rampRepeats, delta, temperature, epsilon, seed, quenchSteps, chordPoints } = settings;
  const each = trialsOfPair(settings);
  // Of what was begun in smaller steps whole pairs come to their end so.
  if (run.finished < run.queued || run.queued % each > 0 || run.waiting.length > 0) return stepDiffusion(phase, tools, Math.ceil(run.queued / each) * each);
  const batch = rowsAPiece(settings, 'ending one by one');
  const size = Math.max(1, Math.round(batch / each));
  const next = run.queued / each;
  const back = await ahead<RampedTrialsResult>(phase.kind).take(Math.floor(next / size), Math.ceil(run.pairs.length / size), (piece) => {
    const from = Math.max(next, piece * size);
    const tried = run.pairs.slice(from, (piece + 1) * size);
    const { positions, energies, numbers } = pickStates(structures, tried.flatMap(({ a, b }) => [a, b]), dimensions);
    return pieces.run({
      program: 'ramped-trials', potential, states: positions, batch, numbers, energies, pairs: tried, first: run.first + from * each,
      settings: { alphaFrom, alphaTo, rampSteps, rampRepeats, delta, temperature, epsilon, seed, quenchSteps, chordPoints },
    });
  }, until);
  for (const found of back) {
    info.trials.push(...found.trials);
    info.paths.push(...found.paths);
    run.queued += found.trials.length;
    run.finished += found.trials.length;
  }
  run.open.fill(0, next, run.queued / each);
  return { phase: afterTrials(phase, settings), rows: back.reduce((sum, { rows }) => sum + rows, 0) };
}
