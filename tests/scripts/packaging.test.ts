import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { isOpened } from '../../electron/main/opened-files.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const require = createRequire(import.meta.url);
const { load } = require('js-yaml') as { load: (text: string) => unknown };

interface FileAssociation {
  ext: string;
  mimeType: string;
}
interface Packed {
  linux: { target: string[]; fileAssociations: FileAssociation[] };
  mac: { target: string[] };
  win: { target: string[] };
  [key: string]: unknown;
}
const packed = load(read('electron-builder.yml')) as Packed;
/** Every text in a value, however deep. */
const textsOf = (value: unknown): string[] => (typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []);

test('electron-builder.yml is what its makers’ schema says', () => {
  const schema = JSON.parse(readFileSync(join(root, 'node_modules/app-builder-lib/scheme.json'), 'utf8')) as object;
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  expect(validate(packed), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...packed, linux: { ...packed.linux, tarqet: [] } })).toBe(false);
});

test('every file of ours that it names is there', () => {
  const named = textsOf(packed).filter((text) => /^(packaging|scripts)\//.test(text));
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('three systems have their packages', () => {
  expect(packed.linux.target).toEqual(['AppImage', 'deb', 'rpm', 'tar.gz']);
  expect(packed.mac.target).toEqual(['dmg', 'zip']);
  expect(packed.win.target).toEqual(['nsis', 'portable']);
});

test('weights and bundles are the same kinds of files wherever they are named', () => {
  const kinds = packed.linux.fileAssociations.map(({ ext }) => ext);
  expect(kinds.every((kind) => isOpened(`net.${kind}`))).toBe(true);
  expect([...read('packaging/bin/basinscope').matchAll(/\*\.([a-z]+)/g)].map((match) => match[1]).sort()).toEqual(kinds.toSorted());
  expect([...read('packaging/windows/open-with.nsh').matchAll(/\$\{ACTION\} "([a-z]+)"/g)].map((match) => match[1]).sort()).toEqual(kinds.toSorted());
  expect(read('packaging/bin/basinscope.cmd').match(/in \(([^)]*)\)/)![1]!.split(' ').sort()).toEqual(kinds.map((kind) => `.${kind}`).sort());
  // Desktops keep one name a kind.
  expect(new Set(packed.linux.fileAssociations.map(({ mimeType }) => mimeType)).size).toBe(kinds.length);
});

test.skipIf(process.platform !== 'linux')('the command on the path opens the window for nothing and for weights, and carries out the rest without a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'basinscope-bin-'));
  try {
    mkdirSync(join(folder, 'opt/resources/bin'), { recursive: true });
    copyFileSync(join(root, 'packaging/bin/basinscope'), join(folder, 'opt/resources/bin/basinscope'));
    writeFileSync(join(folder, 'opt/basinscope'), '#!/bin/sh\necho "${BASINSCOPE_COMMAND:-window}: $*"\n', { mode: 0o755 });
    symlinkSync(join(folder, 'opt/resources/bin/basinscope'), join(folder, 'basinscope'));
    const said = (...args: string[]) => execFileSync(join(folder, 'basinscope'), args, { encoding: 'utf8' }).trim();
    expect(said()).toBe('window:');
    expect(said('my net.onnx')).toBe('window: my net.onnx');
    expect(said('map', 'net.onnx', '--out', 'm')).toBe('1: --no-sandbox --log-level=3 map net.onnx --out m');
    expect(said('--help')).toBe('1: --no-sandbox --log-level=3 --help');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
