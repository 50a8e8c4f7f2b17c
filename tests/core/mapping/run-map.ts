import { mapSettings } from '../../../core/contract/map-settings.ts';
import type { ResolvedMapSettings } from '../../../core/contract/map-settings.ts';
import type { Dataset } from '../../../core/data/dataset.ts';
import { resolveSettings } from '../../../core/mapping/defaults.ts';
import type { SettingsBasis } from '../../../core/mapping/defaults.ts';
import { createMapJobOn } from '../../../core/mapping/map-job.ts';
import type { MapInfo } from '../../../core/mapping/map-info.ts';
import type { MapState } from '../../../core/mapping/map-state.ts';
import type { MapRecords } from '../../../core/mapping/records.ts';
import type { Evaluator } from '../../../core/potentials/create-evaluator.ts';

export interface WholeMap {
  readonly records: MapRecords;
  readonly state: MapState;
  readonly scores: MapInfo['scores'];
  readonly tasks: readonly string[];
}

export interface RunMapOptions {
  readonly basis: SettingsBasis;
  readonly settings: Record<string, unknown>;
  readonly dataset?: Dataset | null;
  readonly stepMilliseconds?: number;
  /** Saves and restores the state at every step border, as a program killed there would find it. */
  readonly everyStep?: boolean;
}

/** Runs a map to its end on evaluators made for it. */
export async function runMap(evaluatorFor: (slots: number) => Evaluator, options: RunMapOptions): Promise<WholeMap> {
  const dataset = options.dataset ?? null;
  const { settings }: { settings: ResolvedMapSettings } = resolveSettings(options.basis, mapSettings.parse(options.settings), dataset);
  const make = () => createMapJobOn(evaluatorFor(settings.slots), { settings, dataset, stepMilliseconds: options.stepMilliseconds ?? 5 });
  let job = make();
  let state = await job.init();
  const records: MapRecords[] = [];
  let scores: MapInfo['scores'] = null;
  let tasks: string[];
  for (;;) {
    const step = await job.step(state);
    state = step.state;
    records.push(step.info.records);
    scores = step.info.scores ?? scores;
    tasks = job.report(state, step.info).progress.task.parts.map(({ name, done, total }) => `${name} ${done}/${total ?? '?'}`);
    if (step.done) break;
    if (options.everyStep === true) {
      const saved = job.encode(state);
      await job.close();
      job = make();
      state = job.decode(saved);
    }
  }
  await job.close();
  const all = <K extends keyof MapRecords>(kind: K): MapRecords[K] => records.flatMap((one) => one[kind] as never[]) as unknown as MapRecords[K];
  return {
    records: { minima: all('minima'), members: all('members'), trials: all('trials'), paths: all('paths'), merges: all('merges'), sweep: all('sweep'), discovery: all('discovery') },
    state, scores, tasks,
  };
}
