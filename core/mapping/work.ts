import type { ResolvedMapSettings } from '../contract/map-settings.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import { streamKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import type { Polyline } from './diffusion-path.ts';
import type { RecordBook } from './record-book.ts';
import { MAP_PHASES } from './records.ts';
import type { MapPhase } from './records.ts';
import { createRelaxation } from './string-method.ts';
import type { Relaxation, RelaxationOwner } from './string-method.ts';
import { createSlots } from './trial-slots.ts';
import type { TrialSlots } from './trial-slots.ts';
import type { TrialOwner, TrialPlan } from './trial.ts';
import type { WalkSettings } from './walk-settings.ts';

/** Purposes of a map's random streams: the second number of their keys. Part of what a seed means. */
export const STREAM = { trial: 1, start: 2, chain: 3, dataOrder: 4, kMeans: 5, bend: 6 } as const;

/** What is under way on the hardware, and what waits for it. Plain data. */
export interface Work {
  readonly slots: TrialSlots;
  relaxations: Relaxation[];
  nextTrial: number;
}

export function createWork(slots: number): Work {
  return { slots: createSlots(slots), relaxations: [], nextTrial: 0 };
}

/** What every part of a map is given besides its state. */
export interface MapTools {
  readonly evaluator: Evaluator;
  readonly settings: ResolvedMapSettings;
  readonly walk: WalkSettings;
  readonly book: RecordBook;
}

/** One end of a trial: a state being placed or a basin's representative. `state` names its random streams. */
export interface TrialEnd {
  readonly name: TrialPlan['from'];
  readonly state: number;
  readonly x: Float32Array;
  readonly energy: number;
}

/** A trial asked for. `repeat` counts those between the same ends. */
export interface TrialRequest {
  readonly owner: TrialOwner;
  readonly phase: MapPhase;
  readonly from: TrialEnd;
  readonly to: TrialEnd;
  readonly alpha: number;
  readonly repeat: number;
  readonly keepPath: boolean;
}

/**
 * Queues one trial. Its noise is keyed by phase, the states at both ends and `repeat`: its outcome depends neither on the slot it
 * runs in nor on what runs beside it; trials at several α share their noise, so that they are compared fairly.
 */
export function queueTrial(work: Work, tools: MapTools, { owner, phase, from, to, alpha, repeat, keepPath }: TrialRequest): void {
  const key: StreamKey = streamKey(tools.settings.seed, STREAM.trial, MAP_PHASES.indexOf(phase), from.state, to.state, repeat);
  work.slots.queue.push({
    kind: 'plan',
    trial: work.nextTrial++,
    plan: { owner, phase, from: from.name, to: to.name, key, alpha, start: from.x, target: to.x, targetEnergy: to.energy, keepPath },
  });
}

/** Queues the relaxation of a path, `quick` with half the images and a third of the steps. It may stop early once the barrier is below `enough`; see `createRelaxation`. */
export function queueRelaxation(
  work: Work, tools: MapTools, owner: RelaxationOwner, path: Polyline, barrier: number,
  how: { readonly enough: number; readonly walked: boolean; readonly bend: StreamKey | null },
): void {
  const { refineImages, refineSteps, epsilon } = tools.settings;
  const quick = owner.effort === 'quick';
  const images = quick ? Math.max(3, Math.ceil(refineImages / 2)) : refineImages;
  const maxSteps = quick ? Math.ceil(refineSteps / 3) : refineSteps;
  work.relaxations.push(createRelaxation(owner, path, barrier, tools.evaluator.dimensions, { images, maxSteps, epsilon, ...how }));
}
