import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { encodeNpy } from '../../../core/formats/npy.ts';
import { countedDataset } from '../../../electron/host/counted-dataset.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { toyNet } from '../../../core/networks/reference-nets.ts';

const folder = mkdtempSync(join(tmpdir(), 'basinscope-counted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const potential = { network: openNetwork(toyNet()) };

const path = join(folder, 'states.npy');
const states = (count: number): Uint8Array => encodeNpy({ dtype: 'float32', shape: [count, 2], values: new Float32Array(count * 2) });

function write(bytes: Uint8Array, at: number): void {
  writeFileSync(path, bytes);
  utimesSync(path, at, at);
}

it('counts a data set once, again after its file has changed, and forgets a failure', async () => {
  const open = countedDataset();
  expect(await open(potential, null, null)).toBeNull();
  await expect(open(potential, path, null)).rejects.toThrow(/states\.npy/);
  write(states(5), 1000);
  expect(await open(potential, path, null)).toEqual({ count: 5 });
  // Of the same size and time it is not read again: what it holds now could not be.
  write(new Uint8Array(states(5).length), 1000);
  expect(await open(potential, path, null)).toEqual({ count: 5 });
  write(states(7), 2000);
  expect(await open(potential, path, null)).toEqual({ count: 7 });
});
