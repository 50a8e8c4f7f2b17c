import type { ResolvedKinetic } from '../../contract/map-settings.ts';
import { areRefined, createRefinement, refinementRows, stepRefinement } from '../join-refinement.ts';
import type { Refinement } from '../join-refinement.ts';
import type { MeasurePlan } from '../measure-plan.ts';
import { areTried, createRampedTrials, stepRampedTrials, trialsOf } from '../ramped-trials.ts';
import type { DiffusionPhase, KineticPhase, KineticTools, PhaseStep, RefinePhase } from './kinetic-state.ts';

/** The first of the phases that measure between the sets, as far as the settings ask for any. */
export function openMeasures(plan: MeasurePlan, settings: ResolvedKinetic): KineticPhase {
  const ways = settings.refine === 'string' ? plan.ways : [];
  return ways.length > 0 ? { kind: 'refine', refinement: createRefinement(ways), plan } : openDiffusion(plan, settings);
}

function openDiffusion({ pairs }: MeasurePlan, { rampRepeats, slots }: ResolvedKinetic): KineticPhase {
  return rampRepeats > 0 && pairs.length > 0 ? { kind: 'diffusion', run: createRampedTrials(pairs, { rampRepeats }, slots) } : { kind: 'done' };
}

/** One step of the string method on the tree's ways. */
export async function stepRefine(phase: RefinePhase, { evaluator, settings, structures, info }: KineticTools): Promise<PhaseStep> {
  const { rows, paths } = await stepRefinement(phase.refinement, structures, evaluator, settings);
  info.paths.push(...paths);
  return { phase: areRefined(phase.refinement) ? openDiffusion(phase.plan, settings) : phase, rows };
}

/** One step of the trials between sets. */
export async function stepDiffusion(phase: DiffusionPhase, { evaluator, settings, structures, info }: KineticTools): Promise<PhaseStep> {
  const { rows, trials, paths } = await stepRampedTrials(phase.run, structures, evaluator, settings);
  info.trials.push(...trials);
  info.paths.push(...paths);
  return { phase: areTried(phase.run, settings) ? { kind: 'done' } : phase, rows };
}

/** Part of a ramp after which most chains have arrived: measured on digits. */
const ARRIVED = 0.6;

/** Rows that measuring takes from here on, as far as can be told: of trials that have not ended what such take on average. */
export function measureRows(refinement: Refinement | null, pairs: number, finished: number, settings: ResolvedKinetic, dimensions: number): number {
  const { rampRepeats, rampSteps } = settings;
  const trials = trialsOf({ pairs: Array.from({ length: pairs }) }, settings) - finished;
  const relaxed = refinement === null ? 0 : refinementRows(refinement, settings, dimensions);
  return relaxed + (rampRepeats > 0 ? trials * ARRIVED * rampSteps : 0);
}
