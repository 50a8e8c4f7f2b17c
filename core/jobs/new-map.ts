import { resolve } from 'node:path';
import type { MapSettings, SettingsWarning } from '../contract/map-settings.ts';
import type { NetworkFacts } from '../contract/network.ts';
import type { Dataset } from '../data/dataset.ts';
import { leftOutWords } from '../data/left-out.ts';
import { openDataset } from '../data/open-dataset.ts';
import type { NewMap, StoredMap } from '../store/map-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { resolveMap } from './resolve-map.ts';

export interface MapPlan {
  /** Id of a potential of the workspace. */
  readonly potential: string;
  readonly name: string;
  readonly settings: MapSettings;
  /** Paths; null where none is used. */
  readonly dataset: string | null;
  readonly labels: string | null;
}

/** Opens the data set of a map, fitted to its potential; of one in two parts the test images, which no potential was trained on. `skipBad`: bad images are left out. Null where there is none. Throws DataError. */
export async function openMapDataset(potential: { readonly network: Pick<NetworkFacts, 'inputShape'> }, dataset: string | null, labels: string | null, skipBad = false): Promise<Dataset | null> {
  if (dataset === null) return null;
  return openDataset(dataset, { size: potential.network.inputShape, prefer: 'test', skipBad, ...(labels === null ? {} : { labels }) });
}

/**
 * Settings filled in for a potential of the workspace, with what is to be said about them. `open`: how many states a data set
 * holds, where that is known without opening it anew. Throws MappingError, DataError.
 */
export async function planSettings(
  workspace: Workspace,
  plan: Pick<MapPlan, 'potential' | 'settings' | 'dataset' | 'labels'>,
  open: (...asked: Parameters<typeof openMapDataset>) => Promise<Pick<Dataset, 'count'> & Partial<Pick<Dataset, 'problems'>> | null> = openMapDataset,
): Promise<{ settings: MapSettings; warnings: SettingsWarning[] }> {
  const potential = workspace.potentials.get(plan.potential);
  const dataset = await open(potential, plan.dataset, plan.labels, plan.settings.skipBadImages);
  const { settings, warnings } = resolveMap(potential, plan.settings, dataset);
  const leftOut = leftOutWords(dataset?.problems ?? []);
  return { settings, warnings: leftOut === null ? warnings : [{ setting: 'skipBadImages', message: leftOut }, ...warnings] };
}

/**
 * What is written down of a map, with its settings filled in.
 * Throws MappingError when the settings cannot work together, DataError when the data set cannot be read or does not fit.
 */
export async function prepareMap(workspace: Workspace, plan: MapPlan): Promise<NewMap> {
  const dataset = plan.dataset === null ? null : resolve(plan.dataset);
  const labels = plan.labels === null ? null : resolve(plan.labels);
  const { settings, warnings } = await planSettings(workspace, { ...plan, dataset, labels });
  return { name: plan.name, potential: plan.potential, settings, warnings, dataset, labels, engine: `${settings.engine}, ${settings.device}` };
}

/** Writes a map down, queued; `runMap` runs it. Throws as `prepareMap`. */
export async function createMap(workspace: Workspace, plan: MapPlan): Promise<StoredMap> {
  return workspace.maps.add(await prepareMap(workspace, plan));
}
