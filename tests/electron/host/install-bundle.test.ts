import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installBundle } from '../../../electron/host/install-bundle.ts';

let folder: string;
let bundle: string;
let workspace: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-bundle-'));
  bundle = join(folder, 'bundle');
  workspace = join(folder, 'user/workspace');
  mkdirSync(join(bundle, 'potentials'), { recursive: true });
  writeFileSync(join(bundle, 'workspace.sqlite'), 'database');
  writeFileSync(join(bundle, 'potentials/one.safetensors'), 'weights');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a first start gets the whole bundle, and nothing is left beside it', () => {
  installBundle(bundle, workspace);
  expect(readFileSync(join(workspace, 'workspace.sqlite'), 'utf8')).toBe('database');
  expect(readFileSync(join(workspace, 'potentials/one.safetensors'), 'utf8')).toBe('weights');
  expect(readdirSync(join(folder, 'user'))).toEqual(['workspace']);
});

test('an empty folder is taken for a first start', () => {
  mkdirSync(workspace, { recursive: true });
  installBundle(bundle, workspace);
  expect(existsSync(join(workspace, 'workspace.sqlite'))).toBe(true);
});

test('a workspace that is there is left as it is', () => {
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, 'workspace.sqlite'), 'mine');
  installBundle(bundle, workspace);
  expect(readdirSync(workspace)).toEqual(['workspace.sqlite']);
  expect(readFileSync(join(workspace, 'workspace.sqlite'), 'utf8')).toBe('mine');
});

test('without a bundle nothing is made', () => {
  installBundle(join(folder, 'none'), workspace);
  expect(existsSync(workspace)).toBe(false);
});
