import type { ResolvedKinetic } from '../../contract/map-settings.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { Engine } from '../../engines/engine.ts';
import type { Job, StateCodec } from '../../jobs/job.ts';
import { createMapEvaluator } from '../../mapping/map-evaluator.ts';
import { createStartSource } from '../../mapping/start-states.ts';
import { decodePlain, encodePlain } from '../../mapping/state-codec.ts';
import { localPieces } from '../../pieces/local-pieces.ts';
import { PiecesAhead } from '../../pieces/pieces-ahead.ts';
import type { PieceRunner } from '../../pieces/piece-runner.ts';
import type { Evaluator } from '../../potentials/create-evaluator.ts';
import type { Potential } from '../../potentials/potential.ts';
import { stepChordScan } from '../chord-excess.ts';
import { compileProducts } from '../matrix-products.ts';
import type { MatrixProducts } from '../matrix-products.ts';
import { nearestPoints } from '../nearest-pairs.ts';
import type { NearestPoints } from '../nearest-pairs.ts';
import type { InherentRecord } from '../records.ts';
import { stepGraph } from './graph.ts';
import { handOut } from './hand-out.ts';
import type { HandingOut } from './hand-out.ts';
import { reportKinetic } from './kinetic-progress.ts';
import { KINETIC_STATE_VERSION, openSample } from './kinetic-state.ts';
import type { KineticInfo, KineticState, KineticTools, PhaseStep, Structures } from './kinetic-state.ts';
import { stepDiffusion, stepRefine } from './measure.ts';
import { stepQuenchPhase } from './quench.ts';
import { stepSample } from './sample.ts';
import { stepScores } from './scores.ts';
import { stepSearch } from './search.ts';

export interface KineticJobOptions {
  readonly settings: ResolvedKinetic;
  readonly dataset: Dataset | null;
  /** Inherent structures written down before, where the map is resumed. */
  readonly recorded?: readonly InherentRecord[];
  /** Who computes pieces of some seconds side by side, where more than one is worth having under way; else the engine computes all. Closed with the job. */
  readonly pieces?: PieceRunner;
  /** Milliseconds that one step of the job goes on for. The results do not depend on it. Default 100. */
  readonly stepMilliseconds?: number;
}

/** A kinetic map as a job, whose state is kept as bytes. */
export type KineticJob = Job<KineticState, KineticInfo> & StateCodec<KineticState>;

/** Batches of chords a step of the scan. */
const CHORD_BATCHES = 4;

/**
 * A kinetic map of a potential as a job (core/kinetic): thermal states and their inherent structures batch by batch, nearest neighbours, chords, the
 * graph with its slow modes and hierarchy, the comparison with controls, and what is measured between the sets: lowest ways relaxed, attraction–diffusion. `settings` come from `resolveKinetic`.
 *
 * Stopping at any step border, saving and going on gives the same records as never stopping, on the same engine with the same number of threads.
 * The engine stays open when the job is closed. Steps throw MappingError when the map cannot be made, EngineError when the engine fails.
 */
export function createKineticJob(options: KineticJobOptions & { readonly potential: Potential; readonly engine: Engine }): KineticJob {
  const { engine, potential, settings } = options;
  const evaluator = createMapEvaluator(localPieces(engine), potential, settings.slots);
  return createKineticJobOn(evaluator, () => compileProducts(engine, evaluator.dimensions), options, potential);
}

/** The same over anything that can evaluate U and ∇U, and inner products. Closes both with the job. Pieces are handed out of the potential, where one is given. */
export function createKineticJobOn(evaluator: Evaluator, compile: () => Promise<MatrixProducts>, options: KineticJobOptions, potential: Potential | null = null): KineticJob {
  const { settings, dataset, recorded = [], pieces, stepMilliseconds = 100 } = options;
  const { dimensions } = evaluator;
  const source = createStartSource(settings, dimensions, dataset);
  const structures = structuresOf(recorded, settings.states, dimensions);
  let products: Promise<MatrixProducts> | null = null;
  let starts: ReturnType<KineticTools['images']> | null = null;
  const prepared = new Map<string, NearestPoints>();
  let ahead: { readonly phase: string; readonly pieces: PiecesAhead<unknown> } | null = null;

  const handing = (until: number): HandingOut | null => {
    if (pieces === undefined || potential === null || pieces.width <= 1) return null;
    return {
      pieces, potential, until,
      ahead: <Result>(phase: string) => {
        if (ahead?.phase !== phase) ahead = { phase, pieces: new PiecesAhead(pieces) };
        return ahead.pieces as PiecesAhead<Result>;
      },
    };
  };

  const images: KineticTools['images'] = () => (starts ??= source.read(Array.from({ length: settings.states }, (_, i) => i)).then((read) => {
    const points = new Float32Array(read.length * dimensions);
    read.forEach(({ x }, i) => points.set(x, i * dimensions));
    return { points, labels: read.map(({ label }) => label) };
  }));
  const search: KineticTools['search'] = async (of) => {
    let points = prepared.get(of);
    if (points === undefined) prepared.set(of, (points = nearestPoints(of === 'structures' ? structures.positions : (await images()).points, dimensions)));
    return { points, products: await (products ??= compile()) };
  };

  return {
    init: () => Promise.resolve({ phase: openSample(0), chainSteps: 0, states: 0, sets: 0, planned: null }),
    async step(state) {
      const info: KineticInfo = { members: [], inherent: [], graph: null, hierarchy: null, scores: null, trials: [], paths: [] };
      const tools: KineticTools = { evaluator, settings, source, structures, info, images, search };
      const until = performance.now() + stepMilliseconds;
      do {
        const { phase, rows, sets, planned } = await advance(state, tools, handing(until));
        state.phase = phase;
        state.chainSteps += rows;
        state.sets = sets ?? state.sets;
        state.planned = planned ?? state.planned;
        if (phase.kind === 'search') state.states = settings.states;
        else if (phase.kind === 'sample') state.states = phase.first;
      } while (state.phase.kind !== 'done' && performance.now() < until);
      return { state, info, done: state.phase.kind === 'done' };
    },
    encode: (state) => encodePlain(state, KINETIC_STATE_VERSION),
    decode: (bytes) => decodePlain(bytes, KINETIC_STATE_VERSION) as KineticState,
    report: (state, info) => reportKinetic(state, info, settings, dimensions),
    close: async () => {
      await (await products)?.close();
      await evaluator.close();
      await pieces?.close();
    },
  };
}

async function advance({ phase }: KineticState, tools: KineticTools, handing: HandingOut | null): Promise<PhaseStep & Partial<Pick<KineticState, 'sets' | 'planned'>>> {
  const handed = handing === null ? null : await handOut(phase, tools, handing);
  if (handed !== null) return handed;
  switch (phase.kind) {
    case 'sample': return stepSample(phase, tools);
    case 'quench': return stepQuenchPhase(phase, tools);
    case 'search': return stepSearch(phase, tools);
    case 'chords': {
      const { scan } = phase;
      const rows = await stepChordScan(scan, tools.evaluator, tools.structures.positions, tools.structures.energies, CHORD_BATCHES);
      return { phase: scan.done < scan.pairs.a.length ? phase : { kind: 'graph', scan }, rows };
    }
    case 'graph': return stepGraph(phase.scan, tools);
    case 'scores': return stepScores(phase, tools);
    case 'refine': return stepRefine(phase, tools);
    case 'diffusion': return stepDiffusion(phase, tools);
    case 'done': return { phase, rows: 0 };
  }
}

function structuresOf(recorded: readonly InherentRecord[], states: number, dimensions: number): Structures {
  const structures = { positions: new Float32Array(states * dimensions), energies: new Float64Array(states).fill(NaN) };
  for (const { state, energy, x } of recorded) {
    structures.positions.set(x, state * dimensions);
    structures.energies[state] = energy;
  }
  return structures;
}
