import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeNpy } from '../../../core/formats/npy.ts';

const root = resolve(import.meta.dirname, '../../..');

let home: string;
let work: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'basinscope-home-'));
  work = mkdtempSync(join(tmpdir(), 'basinscope-states-'));
});
afterEach(() => [home, work].forEach((folder) => rmSync(folder, { recursive: true, force: true })));

test('whoever computes with ONNX Runtime is given no id, and nothing is kept to be sent', () => {
  const input = join(work, 'x.npy');
  writeFileSync(input, encodeNpy({ dtype: 'float32', shape: [1, 2, 1, 1], values: new Float32Array([0.1, 0.2]) }));
  const { ORT_DISABLE_TELEMETRY: _, XDG_CACHE_HOME: __, ...env } = process.env;
  const said = execFileSync(process.execPath, [join(root, 'bin/basinscope.mjs'), 'energy', join(root, 'resources/workspace/potentials/eight-gaussians.safetensors'), '--input', input, '--json'], {
    env: { ...env, HOME: home, USERPROFILE: home, LOCALAPPDATA: home },
    encoding: 'utf8',
  });
  expect(JSON.parse(said)).toHaveProperty('energy');
  expect(readdirSync(home)).toEqual([]);
});
