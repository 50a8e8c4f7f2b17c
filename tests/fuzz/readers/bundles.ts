import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decodeBundle } from '../../../core/bundles/bundle-file.ts';
import { describeBundle } from '../../../core/bundles/describe-bundle.ts';
import { noData, readMapBundle, takeMap } from '../../../core/bundles/take-map.ts';
import { readRunBundle, takeRun } from '../../../core/bundles/take-run.ts';
import { encodeStoredZip } from '../../../core/formats/stored-zip.ts';
import { RunStore } from '../../../core/runs/run-store.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { fixture } from '../../core/formats/fixtures.ts';
import type { Random } from '../../core/formats/fuzz/random.ts';
import { once } from '../fuzz-reader.ts';
import type { FuzzReader } from '../fuzz-reader.ts';
import { mutateBytes, mutateFields } from '../mutate-bytes.ts';
import { jsonText } from '../mutate-json.ts';

type Parts = ReadonlyMap<string, Buffer>;

/** As `tests/fixtures/bundles/make.mts` wrote them, and what each holds. */
const seeds = once(() => Promise.all(['minimum', 'kinetic', 'run'].map(async (name) => {
  const bytes = fixture(`bundles/${name}.basinscope`);
  return { ...(await decodeBundle(bytes, name)), bytes };
})));

/** A safetensors file with one of its numbers or texts changed, lengths and offsets right. */
function otherTensors(random: Random, bytes: Buffer): Buffer {
  const end = 8 + Number(bytes.readBigUInt64LE(0));
  if (random.below(3) > 0 && end < bytes.length) {
    const at = end + 4 * random.below(Math.max(1, Math.floor((bytes.length - end) / 4)));
    return mutateFields(random, bytes, [{ at, size: random.below(2) === 0 ? 4 : 8, endian: 'little' }]);
  }
  const text = Buffer.from(jsonText(random, JSON.parse(bytes.toString('utf8', 8, end))));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, bytes.subarray(end)]);
}

function otherPart(random: Random, name: string, bytes: Buffer): Buffer {
  if (random.below(4) === 0) return mutateBytes(random, bytes);
  if (name.endsWith('.json')) return Buffer.from(jsonText(random, JSON.parse(bytes.toString('utf8'))));
  return name.endsWith('.safetensors') ? otherTensors(random, bytes) : mutateBytes(random, bytes);
}

/** One part changed in its meaning, or the manifest; lengths, hashes and checksums as they have to be, so that what is inside is looked at. */
function otherBundle(random: Random, parts: Parts, manifest: object): Buffer {
  const all = new Map(parts);
  const name = random.pick([...all.keys()]);
  const kind = random.below(12);
  if (kind === 0) all.delete(name);
  else if (kind === 1) all.set(random.pick(['../../x', 'records/checkpoint.safetensors', 'records/hold.safetensors', 'state.safetensors', 'checkpoints/7.safetensors', 'data/images.npy', 'longrun/x', '']), all.get(name)!);
  else if (kind < 11) all.set(name, otherPart(random, name, all.get(name)!));
  const list = [...all].map(([part, bytes]) => ({ name: part, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }));
  const about = { ...manifest, parts: list };
  const text = kind === 11 ? jsonText(random, about) : JSON.stringify(about);
  return encodeStoredZip([{ name: 'basinscope.json', bytes: Buffer.from(text) }, ...[...all].map(([part, bytes]) => ({ name: part, bytes }))]);
}

/** A bundle of a map or a run: its bytes, or what it says; opened as the window does. */
export const bundleReader: FuzzReader = {
  name: 'bundle',
  make: async (random) => {
    const { bytes, parts, manifest } = random.pick(await seeds());
    return random.below(3) === 0 ? mutateBytes(random, bytes) : otherBundle(random, parts, manifest);
  },
  read: async (bytes, folder) => {
    const bundle = await decodeBundle(bytes, join(folder, 'damaged.basinscope'));
    await describeBundle(bundle);
    if (bundle.manifest.kind === 'map') await openMap(bundle, folder);
    else await openRun(bundle, folder);
    // Names in it are no paths.
    for (const path of [join(folder, '..', 'x'), join(folder, '..', '..', 'x')]) if (existsSync(path)) throw new Error(`${path} was written`);
  },
};

async function openMap(bundle: Parameters<typeof readMapBundle>[0], folder: string): Promise<void> {
  const content = await readMapBundle(bundle);
  const workspace = openWorkspace(join(folder, 'workspace'));
  try {
    const { id } = await takeMap(workspace, content, noData);
    const { potential } = workspace.maps.get(id);
    workspace.maps.remove(id);
    await workspace.potentials.remove(potential);
  } finally {
    workspace.close();
  }
}

async function openRun(bundle: Parameters<typeof readRunBundle>[0], folder: string): Promise<void> {
  const content = await readRunBundle(bundle);
  const runs = new RunStore(join(folder, 'taken'));
  const { id } = await takeRun(runs, content, noData);
  runs.get(id);
  rmSync(join(folder, 'taken'), { recursive: true, force: true });
}
