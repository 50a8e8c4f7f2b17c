import type { Dataset } from '../data/dataset.ts';
import type { Engine } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { resolveKinetic } from '../kinetic/job/kinetic-defaults.ts';
import { createKineticJob } from '../kinetic/job/kinetic-job.ts';
import type { KineticInfo, KineticState } from '../kinetic/job/kinetic-state.ts';
import { FEW_DIMENSIONS } from '../mapping/chord.ts';
import { resolveSettings } from '../mapping/defaults.ts';
import type { MapInfo } from '../mapping/map-info.ts';
import { createMapJob } from '../mapping/map-job.ts';
import type { MapState } from '../mapping/map-state.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { Potential } from '../potentials/potential.ts';
import type { Workspace } from '../store/workspace.ts';
import { onAnotherEngine } from './another-engine.ts';
import { thisMachine } from './machine.ts';
import type { Job, StateCodec } from './job.ts';
import { KineticSink } from './kinetic-sink.ts';
import { startJob } from './lifecycle.ts';
import type { JobLife, JobRunOptions, OpenedJob } from './lifecycle.ts';
import { MapForecast } from './map-forecast.ts';
import { MapSink } from './map-sink.ts';
import { openMapDataset } from './new-map.ts';
import type { RunningJob } from './runner.ts';

/**
 * Runs a map of a workspace: from its start, or from its last checkpoint where it has one. The workspace stays open and is the caller's
 * to close after the job's `finished` has resolved. Another engine than the map's settings name is noted in the map's record.
 *
 * Throws StoreError while another program runs the map, and what keeps it from starting, as `startJob` has it.
 */
export async function runMap(workspace: Workspace, id: string, options: JobRunOptions): Promise<RunningJob> {
  const token = workspace.lock.claim(id);
  const { settings } = workspace.maps.get(id);
  if (settings.method === 'kinetic') {
    return startJob<KineticState, KineticInfo>(mapLife(workspace, id, token, ({ potential, dataset, engine, pieces, saved }) => {
      const { settings: resolved } = resolveKinetic(potential, settings, dataset);
      const job = createKineticJob({ engine, ...(pieces === undefined ? {} : { pieces }), potential, settings: resolved, dataset, recorded: saved === null ? [] : workspace.inherent.all(id) });
      return { job, codec: job, sink: new KineticSink(workspace, id, token, job) };
    }), options);
  }
  return startJob<MapState, MapInfo>(mapLife(workspace, id, token, ({ potential, dataset, engine, pieces }) => {
    const { settings: resolved } = resolveSettings(potential, settings, dataset);
    const job = createMapJob({ engine, ...(pieces === undefined ? {} : { pieces }), potential, settings: resolved, dataset });
    return { job: foreseeing(job, new MapForecast(resolved)), codec: job, sink: new MapSink(workspace, id, token, job) };
  }), options);
}

/** What a map's job is made of. */
interface MapBasis {
  readonly potential: Potential;
  readonly dataset: Dataset | null;
  readonly engine: Engine;
  /** Who computes its pieces, where that is not the engine. */
  readonly pieces: PieceRunner | undefined;
  /** Its state as of the last checkpoint; null where it has none. */
  readonly saved: Uint8Array | null;
}

/** A map's life as a job, whatever its method: that makes the job on what the map names. */
function mapLife<State, Info>(
  workspace: Workspace, id: string, token: string,
  make: (basis: MapBasis) => Omit<OpenedJob<State, Info>, 'resume'> & { readonly codec: Pick<StateCodec<State>, 'decode'> },
): JobLife<State, Info> {
  return {
    id,
    claim: { beat: () => workspace.lock.beat(id, token), release: () => workspace.lock.release(id, token) },
    noteFailure: (message) => workspace.maps.setStatus(id, 'failed', message),
    prepare: async () => {
      const map = workspace.maps.get(id);
      const { engine, device, threads } = map.settings;
      const potential = await workspace.potentials.open(map.potential);
      const dataset = await openMapDataset(potential, map.dataset, map.labels, map.settings.skipBadImages);
      return {
        engine: { engine, device, threads },
        // Of few coordinates pieces are over too soon; of maps that place states the log of trials would depend on who was first.
        gainsByThreads: map.settings.method === 'kinetic' && sizeOf(potential.network.inputShape) > FEW_DIMENSIONS,
        open: (opened, pieces) => {
          const saved = workspace.checkpoints.state(id);
          if (saved !== null && map.engine !== opened.description) workspace.maps.addWarning(id, onAnotherEngine(map.engine, opened.description));
          workspace.maps.setEngine(id, opened.description, thisMachine());
          const { codec, ...made } = make({ potential, dataset, engine: opened, pieces, saved });
          return { ...made, resume: saved === null ? null : { state: codec.decode(saved), seconds: map.seconds } };
        },
      };
    },
  };
}

/** The job, telling the chain steps still to come as well. */
function foreseeing(job: Job<MapState, MapInfo>, forecast: MapForecast): Job<MapState, MapInfo> {
  return {
    ...job,
    report: (state, info) => {
      forecast.observe(state, info);
      return { ...job.report(state, info), stepsLeft: forecast.stepsLeft(state) };
    },
  };
}
