import { resolveSettings } from '../mapping/defaults.ts';
import type { MapInfo } from '../mapping/map-info.ts';
import { createMapJob } from '../mapping/map-job.ts';
import type { MapState } from '../mapping/map-state.ts';
import type { Workspace } from '../store/workspace.ts';
import { onAnotherEngine } from './another-engine.ts';
import type { Job } from './job.ts';
import { startJob } from './lifecycle.ts';
import type { JobRunOptions } from './lifecycle.ts';
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
  return startJob<MapState, MapInfo>(
    {
      id,
      claim: { beat: () => workspace.lock.beat(id, token), release: () => workspace.lock.release(id, token) },
      noteFailure: (message) => workspace.maps.setStatus(id, 'failed', message),
      prepare: async () => {
        const map = workspace.maps.get(id);
        const { engine, device, threads } = map.settings;
        const potential = await workspace.potentials.open(map.potential);
        const dataset = await openMapDataset(potential, map.dataset, map.labels);
        const { settings } = resolveSettings(potential, map.settings, dataset);
        return {
          engine: { engine, device, threads },
          open: (opened) => {
            const saved = workspace.checkpoints.state(id);
            if (saved !== null && map.engine !== opened.description) workspace.maps.addWarning(id, onAnotherEngine(map.engine, opened.description));
            workspace.maps.setEngine(id, opened.description);
            const job = createMapJob({ engine: opened, potential, settings, dataset });
            return {
              job: foreseeing(job, new MapForecast(settings)),
              sink: new MapSink(workspace, id, token, job),
              resume: saved === null ? null : { state: job.decode(saved), seconds: map.seconds },
            };
          },
        };
      },
    },
    options,
  );
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
