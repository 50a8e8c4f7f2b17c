import type { ResolvedKinetic } from '../../contract/map-settings.ts';
import { areRefined, createRefinement, refinementRows, stepRefinement } from '../join-refinement.ts';
import type { Refinement } from '../join-refinement.ts';
import type { MeasurePlan } from '../measure-plan.ts';
import { ARRIVED, areTried, createRampedTrials, stepRampedTrials, trialsOf } from '../ramped-trials.ts';
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
  return { phase: afterRefinement(phase, settings), rows };
}

/** What comes after a step of the refinement. */
export function afterRefinement(phase: RefinePhase, settings: ResolvedKinetic): KineticPhase {
  return areRefined(phase.refinement) ? openDiffusion(phase.plan, settings) : phase;
}

/** One step of the trials between sets, of the first `most` of them. */
export async function stepDiffusion(phase: DiffusionPhase, { evaluator, settings, structures, info }: KineticTools, most?: number): Promise<PhaseStep> {
  const { rows, trials, paths } = await stepRampedTrials(phase.run, structures, evaluator, settings, most);
  info.trials.push(...trials);
  info.paths.push(...paths);
  return { phase: afterTrials(phase, settings), rows };
}

/** What comes after a step of the trials. */
export function afterTrials(phase: DiffusionPhase, settings: ResolvedKinetic): KineticPhase {
  return areTried(phase.run, settings) ? { kind: 'done' } : phase;
}

/** Rows that measuring takes from here on, as far as can be told: of trials that have not ended what such take on average. */
export function measureRows(refinement: Refinement | null, pairs: number, finished: number, settings: ResolvedKinetic, dimensions: number): number {
  const { rampRepeats, rampSteps } = settings;
  const trials = trialsOf({ pairs: Array.from({ length: pairs }) }, settings) - finished;
  const relaxed = refinement === null ? 0 : refinementRows(refinement, settings, dimensions);
  return relaxed + (rampRepeats > 0 ? trials * ARRIVED * rampSteps : 0);
}
