import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataset } from '../data/open-dataset.ts';
import { FormatError } from '../formats/format-error.ts';
import type { BundleKind } from '../contract/bundle.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { openBundle } from './bundle-file.ts';
import type { Bundle } from './bundle-file.ts';
import { fingerprintOf, pathWithProgram } from './data-fingerprint.ts';
import { writeIncludedData } from './included-data.ts';
import { readMapBundle, takeMap } from './take-map.ts';
import { readRunBundle, takeRun } from './take-run.ts';

/** Where a bundle is opened. */
export interface OpenPlace {
  readonly workspace: Workspace;
  readonly runs: RunStore;
  /** The program's own folder of resources. */
  readonly resources: string;
}

export interface OpenedBundle {
  readonly kind: BundleKind;
  /** Of the map or run here. */
  readonly id: string;
  readonly name: string;
  /** Whether it was not here before. */
  readonly added: boolean;
}

/** Brings what is in a bundle into a workspace, once; data that came along go into its folder `data`. Throws as `takeMap` and `takeRun`, FormatError where the file is no bundle, DataError where its data are none. */
export async function openBundled(path: string, { workspace, runs, resources }: OpenPlace): Promise<OpenedBundle> {
  const bundle = await openBundle(path);
  const placeData = (): Promise<string | null> => dataHere(bundle, workspace.folder, resources);
  if (bundle.manifest.kind === 'map') {
    const content = await readMapBundle(bundle);
    return { kind: 'map', name: content.part.map.name, ...(await takeMap(workspace, content, placeData)) };
  }
  const content = await readRunBundle(bundle);
  return { kind: 'run', name: content.record.name, ...(await takeRun(runs, content, placeData)) };
}

async function dataHere(bundle: Bundle, folder: string, resources: string): Promise<string | null> {
  const { data } = bundle.manifest;
  if (data === null) return null;
  if (!data.included || data.sha256 === null) return pathWithProgram(data, resources);
  // By what they are, not by what they are called: two bundles with the same data share them.
  const place = join(folder, 'data', data.sha256.slice(0, 16));
  const hashOf = async (at: string): Promise<string> => fingerprintOf(await openDataset(at, { size: data.shape }));
  // Those of an earlier bundle may have been cut off, or changed.
  if (existsSync(place) && (await hashOf(place).catch(() => null)) === data.sha256) return place;
  // Beside: what has the name of its fingerprint has that fingerprint.
  const beside = `${place}.part`;
  await rm(beside, { recursive: true, force: true });
  try {
    await writeIncludedData(bundle, beside);
    const found = await hashOf(beside);
    if (found !== data.sha256) throw new FormatError(bundle.file, { expected: `data with the fingerprint ${data.sha256}`, found });
    await rm(place, { recursive: true, force: true });
    await rename(beside, place);
    return place;
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}
