import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileSync } from 'node:fs';
import { decodeBundle } from '../../../core/bundles/bundle-file.ts';
import type { Bundle } from '../../../core/bundles/bundle-file.ts';
import { bundleMap } from '../../../core/bundles/map-bundle.ts';
import { prepareReplay } from '../../../core/bundles/replay.ts';
import type { ReplayOptions } from '../../../core/bundles/replay-parts.ts';
import type { ReplayReport } from '../../../core/contract/bundle.ts';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { openDataset } from '../../../core/data/open-dataset.ts';
import { encodeNpy, encodeNpyText } from '../../../core/formats/npy.ts';
import { encodeStoredZip } from '../../../core/formats/stored-zip.ts';
import { runMap } from '../../../core/jobs/map-runner.ts';
import { createMap } from '../../../core/jobs/new-map.ts';
import { makeFolder } from '../../../core/store/make-folder.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { importChoices } from '../../../core/contract/import-choices.ts';
import { resources } from '../runs/small-runs.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Every method in a second or two, one thread. */
const toy = { states: 10, burnIn: 4, alpha: 0.08, barrierNearest: 2, barrierRepeats: 1, slots: 16, seed: 3, threads: 1 };
export const smallMaps = {
  minimum: { file: at('resources/potentials/gmm-quick.safetensors'), settings: { ...toy, method: 'minimum' } },
  placing: { file: at('resources/potentials/gmm-quick.safetensors'), settings: { ...toy, method: 'placing', alpha: 0.5, sampleSteps: 50 } },
  imported: { file: at('tests/fixtures/onnx/mlp_2d.onnx'), settings: { ...toy, method: 'minimum', alpha: 20, states: 6, burnIn: 3, descentSteps: 200, maxSteps: 200, refineSteps: 20, refineImages: 8 } },
  kinetic: { file: at('resources/potentials/mnist-convergent-small.safetensors'), settings: { method: 'kinetic', states: 10, slots: 16, sampleSteps: 5, quenchSteps: 5, neighbours: 4, keep: 3, rampRepeats: 1, rampSteps: 20, refineSteps: 5, refineImages: 5, seed: 4, threads: 1 } },
} as const;
export type SmallMap = keyof typeof smallMaps;

/** A finished map of a workspace; returns its id. */
export async function makeMap(workspace: Workspace, which: SmallMap, dataset: string | null = null): Promise<string> {
  const { file, settings } = smallMaps[which];
  const onnx = which === 'imported' ? { choices: importChoices.parse({}) } : {};
  const potential = await importPotential(workspace, file, { name: which, trainEpsilon: which === 'imported' ? 0 : which === 'kinetic' ? 0.02 : 0.08, ...onnx });
  const map = await createMap(workspace, { potential: potential.id, name: `a ${which} map`, settings: mapSettings.parse(settings), dataset, labels: null });
  const job = await runMap(workspace, map.id, { onEvent: () => {} });
  const { outcome, message } = await job.finished;
  if (outcome !== 'done') throw new Error(message ?? outcome);
  return map.id;
}

/** So many of the bundled digits as a data set of their own, a folder of two .npy. */
export async function someDigits(folder: string, count: number): Promise<string> {
  const digits = await openDataset(join(resources, 'data', 'mnist'));
  const images = await digits.read(Array.from({ length: count }, (_, i) => i));
  makeFolder(folder);
  writeFileSync(join(folder, 'digits.npy'), encodeNpy({ dtype: 'uint8', shape: [count, 28, 28], values: Uint8Array.from(images, (value) => Math.round(((value + 1) * 255) / 2)) }));
  writeFileSync(join(folder, 'labels.npy'), encodeNpyText(Array.from({ length: count }, (_, i) => `digit ${digits.labelOf(i)!}`)));
  return folder;
}

export async function bundleOf(workspace: Workspace, map: string, withData: boolean | null = null): Promise<{ bytes: Buffer; bundle: Bundle }> {
  const bytes = await bundleMap(workspace, map, { resources, withData });
  return { bytes, bundle: await decodeBundle(bytes, 'a.basinscope') };
}

export async function replayOf(bundle: Bundle, options: Partial<ReplayOptions> = {}): Promise<ReplayReport> {
  const replay = await prepareReplay(bundle, { resources, data: null, labels: null, updates: null, from: null, engine: (recorded) => recorded, ...options });
  try {
    const job = await replay.start({ onEvent: () => {} });
    const { outcome, message } = await job.finished;
    if (outcome !== 'done') throw new Error(message ?? outcome);
    return await replay.verdict();
  } finally {
    replay.close();
  }
}

/** A bundle with some of its parts changed, its manifest made anew with their lengths and hashes: as somebody would who wants it to be believed. */
export function forged({ manifest, parts }: Bundle, change: { readonly parts?: Readonly<Record<string, Uint8Array>>; readonly manifest?: object }, hashOf: (bytes: Uint8Array) => string): Buffer {
  const all = new Map<string, Uint8Array>([...parts, ...Object.entries(change.parts ?? {})]);
  const list = [...all].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: hashOf(bytes) }));
  return encodeStoredZip([{ name: 'basinscope.json', bytes: Buffer.from(JSON.stringify({ ...manifest, parts: list, ...change.manifest })) }, ...[...all].map(([name, bytes]) => ({ name, bytes }))]);
}
