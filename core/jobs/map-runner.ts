import type { EngineChoice } from '../contract/engine.ts';
import type { JobEvent } from '../contract/job-event.ts';
import { openEngine } from '../engines/open-engine.ts';
import { resolveSettings } from '../mapping/defaults.ts';
import { createMapJob } from '../mapping/map-job.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import { createPotential } from '../potentials/potential.ts';
import { HEARTBEAT_MS } from '../store/map-lock.ts';
import type { Workspace } from '../store/workspace.ts';
import { MapForecast } from './map-forecast.ts';
import { MapSink } from './map-sink.ts';
import { openMapDataset } from './new-map.ts';
import { runJob } from './runner.ts';
import type { RunningJob } from './runner.ts';

export interface MapRunOptions {
  readonly onEvent: (event: JobEvent) => void;
  /** Another engine than the map's settings name; noted in the map's record. */
  readonly engine?: EngineChoice;
  readonly checkpointSeconds?: number;
}

/**
 * Runs a map of a workspace: from its start, or from its last checkpoint where it has one. Engine and lock are let go
 * before the job's `finished` resolves; the workspace stays open and is the caller's to close after that.
 *
 * Throws StoreError while another program runs the map. What else keeps it from starting (no such device, a data set
 * that is gone) is noted as the map's failure, told as a `failed` event, and thrown.
 */
export async function runMap(workspace: Workspace, id: string, options: MapRunOptions): Promise<RunningJob> {
  const token = workspace.lock.claim(id);
  const beat = setInterval(() => {
    try {
      workspace.lock.beat(id, token);
    } catch {
      // A busy disk: the next beat comes soon, and a checkpoint that cannot be written says so itself.
    }
  }, HEARTBEAT_MS);
  const letGo = (): void => {
    clearInterval(beat);
    workspace.lock.release(id, token);
  };
  try {
    return await start(workspace, id, token, options, letGo);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    workspace.maps.setStatus(id, 'failed', message);
    letGo();
    options.onEvent({ type: 'failed', job: id, message });
    throw error;
  }
}

async function start(workspace: Workspace, id: string, token: string, options: MapRunOptions, letGo: () => void): Promise<RunningJob> {
  const map = workspace.maps.get(id);
  const { engine: name, device, threads } = options.engine ?? map.settings;
  const file = await readPotentialFile(workspace.potentials.fileOf(map.potential));
  const { trainEpsilon } = workspace.potentials.get(map.potential);
  const potential = createPotential(file.architecture, file.weights, trainEpsilon);
  const dataset = await openMapDataset(potential, map.dataset, map.labels);
  const { settings } = resolveSettings(potential, map.settings, dataset);
  const engine = await openEngine({ engine: name, device, threads });
  try {
    const state = workspace.checkpoints.state(id);
    if (state !== null && map.engine !== engine.description) {
      workspace.maps.addWarning(id, {
        setting: 'engine',
        message: `Begun on ${map.engine}, gone on with on ${engine.description}: the last digits of its numbers are those of two engines.`,
      });
    }
    workspace.maps.setEngine(id, engine.description);
    const job = createMapJob({ engine, potential, settings, dataset });
    const forecast = new MapForecast(settings);
    return runJob({
      id,
      job: {
        ...job,
        report: (mapState, info) => {
          forecast.observe(mapState, info);
          return { ...job.report(mapState, info), stepsLeft: forecast.stepsLeft(mapState) };
        },
        close: async () => {
          try {
            await job.close();
          } finally {
            letGo();
            await engine.close();
          }
        },
      },
      engine: engine.description,
      sink: new MapSink(workspace, id, token, job),
      resume: state === null ? null : { state: job.decode(state), seconds: map.seconds },
      onEvent: options.onEvent,
      ...(options.checkpointSeconds === undefined ? {} : { checkpointSeconds: options.checkpointSeconds }),
    });
  } catch (error) {
    await engine.close();
    throw error;
  }
}
