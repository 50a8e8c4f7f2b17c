import { join } from 'node:path';
import { runMap } from '../jobs/map-runner.ts';
import { openWorkspace } from '../store/workspace.ts';
import type { Workspace } from '../store/workspace.ts';
import { BundleError } from './bundle-error.ts';
import type { Bundle } from './bundle-file.ts';
import { compareMaps } from './compare-maps.ts';
import { findData } from './find-data.ts';
import { mapAgreement } from './map-agreement.ts';
import { recordedThreads } from './recorded-threads.ts';
import type { ReplayOptions, ReplayParts } from './replay-parts.ts';
import { replayVerdict } from './replay-verdict.ts';
import { readMapBundle, takeMap } from './take-map.ts';

/** A map computed again beside the bundle's, in a workspace of their own. Throws as `prepareReplay`. */
export async function replayMap(bundle: Bundle, folder: string, options: ReplayOptions): Promise<ReplayParts> {
  const content = await readMapBundle(bundle);
  const { map, potential } = content.part;
  if (map.status !== 'done') throw new BundleError(`The map of ${bundle.file} is ${map.status}: only a finished one can be computed again and held against it. Open it, let it finish, and bundle it anew.`);
  if (options.updates !== null || options.from !== null) throw new BundleError(`${bundle.file} holds a map: --updates and --from are about trainings.`);
  const { settings } = map;
  const data = content.data === null ? null : await findData(bundle, content.data, { prefer: 'test', skipBad: settings.skipBadImages }, { ...options, scratch: join(folder, 'data') });
  const workspace = openWorkspace(folder);
  try {
    const { id: before } = await takeMap(workspace, content, async () => data?.path ?? null);
    // By the settings as they were filled in then: defaults may have changed since.
    const { id: now } = workspace.maps.add({
      name: map.name, potential: workspace.maps.get(before).potential, settings, warnings: [], dataset: data?.path ?? null, labels: data?.labels ?? null, engine: '',
    });
    const engine = options.engine(recordedThreads(settings, map.engine));
    return {
      name: `${map.name} (${potential.name})`,
      start: (job) => runMap(workspace, now, { ...job, engine }),
      verdict: async () => verdictOf(workspace, before, now, bundle, map.name),
      close: () => workspace.close(),
    };
  } catch (error) {
    workspace.close();
    throw error;
  }
}

/** Measured with weights changed in their last digits: core/DECISIONS.md, "What a placing map is elsewhere". */
const PLACING_IS_ONE_DRAW = 'Placing is one draw: last digits alone, on one engine, change its basins as much (adjusted Rand index 0.2 to 1). What holds for several seeds here and there, holds.';

function verdictOf(workspace: Workspace, before: string, now: string, bundle: Bundle, name: string): ReturnType<typeof replayVerdict> {
  const [first, second] = [workspace.maps.get(before), workspace.maps.get(now)];
  const { parts, notes } = compareMaps(workspace, before, now, first.settings.method);
  if (first.settings.method === 'placing' && parts.some(({ equal, counts }) => counts && !equal)) notes.push(PLACING_IS_ONE_DRAW);
  return replayVerdict({
    kind: 'map', name, parts, notes, measures: () => mapAgreement(workspace, before, now), seconds: second.seconds, engineBefore: first.engine, engineNow: second.engine, machine: bundle.manifest.machine,
  });
}
