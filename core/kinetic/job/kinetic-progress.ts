import type { ProgressTask } from '../../contract/job-event.ts';
import type { ResolvedKinetic } from '../../contract/map-settings.ts';
import type { JobReport } from '../../jobs/job.ts';
import type { KineticInfo, KineticPhase, KineticState } from './kinetic-state.ts';
import { measureRows } from './measure.ts';
import { scoredSets } from './scores.ts';

/** Tasks in their order: what each is called, and what it counts. States are sampled and quenched batch by batch, so that is one task. */
const TASKS = [['Sample', 'states'], ['Neighbours', 'states'], ['Chords', 'pairs'], ['Graph', 'graphs'], ['Compare', 'parts'], ['Refine ways', 'joins'], ['Attraction–diffusion', 'trials']] as const;

type Count = readonly [done: number, total: number | null];

const ORDER: readonly KineticPhase['kind'][] = ['sample', 'quench', 'search', 'chords', 'graph', 'scores', 'refine', 'diffusion', 'done'];

/** The task at work, as progress calls it; null once the map is through. */
export function stageOfKinetic({ phase }: KineticState): string | null {
  // Sampling and quenching are one task.
  return TASKS[Math.max(0, ORDER.indexOf(phase.kind) - 1)]?.[0] ?? null;
}

/** Count of each task, in order; null: a task that the settings leave out. The comparison: neighbours, controls, and k-means at each number of sets. */
function countsOf({ phase, states: quenched, planned }: KineticState, { states, start, refine, rampRepeats }: ResolvedKinetic): (Count | null)[] {
  const scored = start === 'data' ? scoredSets(states).length + 2 : 0;
  const past = (kind: KineticPhase['kind']): boolean => ORDER.indexOf(phase.kind) > ORDER.indexOf(kind);
  const compared = phase.kind === 'scores' ? (phase.search.found < phase.search.count ? 0 : 1) + (phase.controls === null ? 0 : 1) + phase.kmeans.length : past('scores') ? scored : 0;
  const pairs = phase.kind === 'chords' || phase.kind === 'graph' ? phase.scan.pairs.a.length : null;
  const joins = planned?.joins ?? null;
  const trials = planned === null ? null : 2 * rampRepeats * planned.pairs;
  return [
    [quenched, states],
    [phase.kind === 'search' ? phase.search.found : past('search') ? states : 0, states],
    // Of a finished scan only that it is finished is known: its pairs are records.
    phase.kind === 'chords' ? [phase.scan.done, pairs] : past('chords') ? [pairs ?? 1, pairs ?? 1] : [0, null],
    [past('graph') ? 1 : 0, 1],
    scored > 0 ? [compared, scored] : null,
    refine === 'none' ? null : [phase.kind === 'refine' ? phase.refinement.way : past('refine') ? joins ?? 0 : 0, joins],
    rampRepeats === 0 ? null : [phase.kind === 'diffusion' ? phase.run.finished : past('diffusion') ? trials ?? 0 : 0, trials],
  ];
}

/** Progress of a kinetic map: a task a phase. */
export function reportKinetic(state: KineticState, info: KineticInfo, settings: ResolvedKinetic, dimensions: number): JobReport {
  const parts = countsOf(state, settings).flatMap((count, task): ProgressTask[] => (count === null ? [] : [{ name: TASKS[task]![0], unit: TASKS[task]![1], done: count[0], total: count[1], parts: [] }]));
  return {
    progress: {
      task: { name: 'Map', unit: 'phases', total: parts.length, done: parts.filter(({ done, total }) => total !== null && done >= total).length, parts },
      chainSteps: state.chainSteps,
      found: { kind: 'map', statesPlaced: state.states, basins: state.sets },
    },
    metrics: [],
    frame: info.hierarchy !== null || info.scores !== null || info.paths.length > 0,
    stepsLeft: stepsLeft(state, settings, dimensions),
    secondsMore: secondsOfTables(state, settings, dimensions),
    stepless: state.phase.kind === 'search' || state.phase.kind === 'graph' || state.phase.kind === 'scores',
  };
}

/** Share of the neighbours' pairs that are neither's twice over, before they are counted: measured on digits. */
const PAIRS_A_NEIGHBOUR = 0.75;

/** Time of a row of U beside one of ∇U: measured on digits. */
const ENERGY_ROW = 0.3;

/** Sets, where they are not known yet, and what is tried for each: two neighbours and the control. */
const GUESSED_SETS = 12;
const PAIRS_A_SET = 3;

/** Rows of U still to come, as far as can be told: the graph and the comparison evaluate none. */
function stepsLeft({ phase, chainSteps, planned }: KineticState, settings: ResolvedKinetic, dimensions: number): number | null {
  const { states, sampleSteps, quenchSteps, neighbours, chordPoints, sets } = settings;
  if (phase.kind === 'done') return null;
  const pairs = planned?.pairs ?? PAIRS_A_SET * (sets ?? GUESSED_SETS);
  const measures = measureRows(phase.kind === 'refine' ? phase.refinement : null, pairs, phase.kind === 'diffusion' ? phase.run.finished : 0, settings, dimensions);
  // Rows are told by how fast those of the phase at work go.
  if (phase.kind === 'chords') return (phase.scan.pairs.a.length - phase.scan.done) * chordPoints + measures / ENERGY_ROW;
  if (phase.kind !== 'sample' && phase.kind !== 'quench' && phase.kind !== 'search') return measures;
  const chords = states * Math.min(neighbours, states - 1) * PAIRS_A_NEIGHBOUR * chordPoints * ENERGY_ROW;
  return Math.max(0, states * (sampleSteps + quenchSteps + 2) - chainSteps) + chords + measures;
}

/** Seconds a value of states: of Ward's hierarchy n², of k-means n^1.5 a cluster, all tries and passes together. Measured on one core at 1,000, 5,000 and 10,000 digits. */
const WARD_SECONDS = 1e-9;
const K_MEANS_SECONDS = 1.9e-9;

/** Seconds of what evaluates nothing and is still to come, about: the controls that sets are scored beside. */
function secondsOfTables({ phase }: KineticState, { states, start }: ResolvedKinetic, dimensions: number): number {
  const past = ORDER.indexOf(phase.kind) > ORDER.indexOf('scores');
  if (past || start !== 'data') return 0;
  const controls = phase.kind === 'scores' && phase.controls !== null ? 0 : WARD_SECONDS * states ** 2 * dimensions;
  const clusters = scoredSets(states).slice(phase.kind === 'scores' ? phase.kmeans.length : 0).reduce((sum, m) => sum + m, 0);
  return controls + K_MEANS_SECONDS * states ** 1.5 * clusters * dimensions;
}
