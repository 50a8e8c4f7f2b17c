import type { ProgressTask } from '../../contract/job-event.ts';
import type { ResolvedKinetic } from '../../contract/map-settings.ts';
import type { JobReport } from '../../jobs/job.ts';
import type { KineticInfo, KineticPhase, KineticState } from './kinetic-state.ts';
import { scoredSets } from './scores.ts';

/** Tasks in their order: what each is called, and what it counts. States are sampled and quenched batch by batch, so that is one task. */
const TASKS = [['Sample and quench', 'states'], ['Neighbours', 'states'], ['Chords', 'pairs'], ['Graph', 'graphs'], ['Compare', 'parts']] as const;

const ORDER: readonly KineticPhase['kind'][] = ['sample', 'quench', 'search', 'chords', 'graph', 'scores', 'done'];

/** The task at work, as progress calls it; null once the map is through. */
export function stageOfKinetic({ phase }: KineticState): string | null {
  // Sampling and quenching are one task.
  return TASKS[Math.max(0, ORDER.indexOf(phase.kind) - 1)]?.[0] ?? null;
}

/** [done, total] of each task, in order. The comparison: neighbours, controls, and k-means at each number of sets. */
function countsOf({ phase, states: quenched }: KineticState, { states, start }: ResolvedKinetic): (readonly [number, number | null])[] {
  const scored = start === 'data' ? scoredSets(states).length + 2 : 0;
  const past = (kind: KineticPhase['kind']): boolean => ORDER.indexOf(phase.kind) > ORDER.indexOf(kind);
  const compared = phase.kind === 'scores' ? (phase.search.found < phase.search.count ? 0 : 1) + (phase.controls === null ? 0 : 1) + phase.kmeans.length : past('scores') ? scored : 0;
  const pairs = phase.kind === 'chords' || phase.kind === 'graph' ? phase.scan.pairs.a.length : null;
  return [
    [quenched, states],
    [phase.kind === 'search' ? phase.search.found : past('search') ? states : 0, states],
    // Of a finished scan only that it is finished is known: its pairs are records.
    phase.kind === 'chords' ? [phase.scan.done, pairs] : past('chords') ? [pairs ?? 1, pairs ?? 1] : [0, null],
    [past('graph') ? 1 : 0, 1],
    ...(scored > 0 ? [[compared, scored] as const] : []),
  ];
}

/** Progress of a kinetic map: a task a phase. */
export function reportKinetic(state: KineticState, info: KineticInfo, settings: ResolvedKinetic): JobReport {
  const parts = countsOf(state, settings).map(([done, total], task): ProgressTask => ({ name: TASKS[task]![0], unit: TASKS[task]![1], done, total, parts: [] }));
  return {
    progress: {
      task: { name: 'Map', unit: 'phases', total: parts.length, done: parts.filter(({ done, total }) => total !== null && done >= total).length, parts },
      chainSteps: state.chainSteps,
      found: { kind: 'map', statesPlaced: state.states, basins: state.sets },
    },
    metrics: [],
    frame: info.hierarchy !== null || info.scores !== null,
    stepsLeft: stepsLeft(state, settings),
  };
}

/** Share of the neighbours' pairs that are neither's twice over, before they are counted: measured on digits. */
const PAIRS_A_NEIGHBOUR = 0.75;

/** Rows of U still to come; null once only the graph and the comparison are left, which evaluate none. */
function stepsLeft({ phase, chainSteps }: KineticState, { states, sampleSteps, quenchSteps, neighbours, chordPoints }: ResolvedKinetic): number | null {
  if (phase.kind === 'chords') return (phase.scan.pairs.a.length - phase.scan.done) * chordPoints;
  if (phase.kind === 'graph' || phase.kind === 'scores' || phase.kind === 'done') return null;
  const chords = states * Math.min(neighbours, states - 1) * PAIRS_A_NEIGHBOUR * chordPoints;
  return Math.max(0, states * (sampleSteps + quenchSteps + 2) - chainSteps) + chords;
}
