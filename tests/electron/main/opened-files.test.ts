import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesOfCommandLine } from '../../../electron/main/opened-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-argv-'));
  for (const name of ['net.pth', 'net.safetensors', 'net.onnx', 'map.basinscope', 'notes.txt']) writeFileSync(join(folder, name), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('weights files are taken, relative to the folder the command was given in', () => {
  expect(filesOfCommandLine(['electron', '--no-sandbox', '.', 'net.pth', join(folder, 'net.safetensors'), 'net.onnx'], folder)).toEqual([join(folder, 'net.pth'), join(folder, 'net.safetensors'), join(folder, 'net.onnx')]);
});

test('bundles are taken as well', () => {
  expect(filesOfCommandLine(['electron', '.', 'map.basinscope', 'gone.basinscope'], folder)).toEqual([join(folder, 'map.basinscope')]);
});

test('a file: URL is the file that it names', () => {
  writeFileSync(join(folder, 'two words.onnx'), '');
  const url = pathToFileURL(join(folder, 'two words.onnx')).href;
  expect(url).toContain('%20');
  expect(filesOfCommandLine(['electron', url, 'file://elsewhere/net.pth'], folder)).toEqual([join(folder, 'two words.onnx')]);
});

test('switches, folders, other files and files that are not there are left out', () => {
  expect(filesOfCommandLine(['net.pth', '--open=net.pth', 'notes.txt', 'gone.pth', '/'], folder)).toEqual([]);
});
