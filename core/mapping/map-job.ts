import type { ResolvedMapSettings } from '../contract/map-settings.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Engine } from '../engines/engine.ts';
import type { Job, StateCodec } from '../jobs/job.ts';
import { localPieces } from '../pieces/local-pieces.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';
import { SideBySide } from './side-by-side.ts';
import { createMapEvaluator } from './map-evaluator.ts';
import type { MapInfo } from './map-info.ts';
import { reportOf } from './map-progress.ts';
import { advancePhase } from './phases/advance.ts';
import { createMapState, STATE_VERSION } from './map-state.ts';
import type { MapState } from './map-state.ts';
import { createBook } from './record-book.ts';
import { runHardware } from './run-hardware.ts';
import { PixelCache } from './score-map.ts';
import { createStartSource } from './start-states.ts';
import { decodePlain, encodePlain } from './state-codec.ts';
import type { MapTools } from './work.ts';

export interface MapJobOptions {
  readonly settings: ResolvedMapSettings;
  readonly dataset: Dataset | null;
  /** Milliseconds that one step of the job goes on for, at least one batch. The results do not depend on it. Default 100. */
  readonly stepMilliseconds?: number;
  /** Who computes pieces side by side, where more than one is worth having under way; else the engine computes all. Closed with the job. */
  readonly pieces?: PieceRunner;
}

/** A map as a job, whose state is kept as bytes. */
export type MapJob = Job<MapState, MapInfo> & StateCodec<MapState>;

/**
 * A map of a potential as a job: ADELM as science.md section 5 has it, phase by phase (samples, α, burn-in, consolidation, main run,
 * barriers and their refinement, cluster scores). `settings` come from `resolveSettings`.
 *
 * One step runs a few batches. The state is plain data; stopping at any step border, saving and going on gives the same records as
 * never stopping, on the same engine with the same number of threads. The engine stays open when the job is closed.
 * Steps throw MappingError when the map cannot be made (no data, energies that are not numbers), EngineError when the engine fails.
 */
export function createMapJob(options: MapJobOptions & { readonly potential: Potential; readonly engine: Engine }): MapJob {
  return createMapJobOn(createMapEvaluator(localPieces(options.engine), options.potential, options.settings.slots), options, options.potential);
}

/** The same over anything that can evaluate U and ∇U. Closes the evaluator with the job. Pieces are handed out of the potential, where one is given. */
export function createMapJobOn(evaluator: Evaluator, options: MapJobOptions, potential: Potential | null = null): MapJob {
  const { settings, dataset, pieces, stepMilliseconds = 100 } = options;
  const sideBySide = pieces === undefined || potential === null ? null : new SideBySide(pieces, potential);
  const source = createStartSource(settings, evaluator.dimensions, dataset);
  const pixels = new PixelCache();
  return {
    init: async () => createMapState(settings.slots, settings.alpha, settings.method === 'placing'),
    async step(state) {
      const book = createBook();
      const tools: MapTools = { evaluator, settings, walk: settings, book };
      const until = performance.now() + stepMilliseconds;
      do {
        await advancePhase(state, tools, { source, dataset, pixels });
        if (state.phase.kind !== 'done') await (sideBySide !== null && pieces!.width > 1 ? sideBySide.turn(state, tools, until) : runHardware(state, tools));
        state.ticks++;
      } while (state.phase.kind !== 'done' && performance.now() < until);
      const { scores, warnings } = book;
      return { state, info: { records: book, alpha: state.alpha, scores, warnings }, done: state.phase.kind === 'done' };
    },
    encode: (state) => encodePlain(state, STATE_VERSION),
    decode: (bytes) => decodePlain(bytes, STATE_VERSION) as MapState,
    report: (state, info) => reportOf(state, info, settings),
    close: async () => {
      await evaluator.close();
      await pieces?.close();
    },
  };
}
