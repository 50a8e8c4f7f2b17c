import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folders = ['core', 'electron', 'renderer'];

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));
}

const files = folders.flatMap((folder) => filesIn(join(root, folder))).map((path) => relative(root, path).replaceAll('\\', '/'));
const nameOf = (file: string) => file.slice(file.lastIndexOf('/') + 1);

/** What is wrong with a file's place or name; null where nothing is. */
function namingFault(file: string): string | null {
  const name = nameOf(file);
  if (/\.svelte$/.test(name) && !/^[A-Z][A-Za-z0-9]*\.svelte$/.test(name)) return 'components are PascalCase.svelte';
  if (/\.(ts|mts|cts)$/.test(name) && !/^[a-z0-9]+(-[a-z0-9]+)*(\.svelte|\.d)?\.ts$/.test(name)) return 'modules are kebab-case.ts, shared runes kebab-case.svelte.ts';
  if (/(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.)/.test(file)) return 'names that say nothing (utils, helpers, common, misc, shared)';
  return null;
}

/** A file that only passes on what others export. */
function isBarrel(source: string): boolean {
  const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim();
  return code !== '' && code.replace(/export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\s+['"][^'"]+['"];?/g, '').trim() === '';
}

test('every file is named after the rules', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.map((file) => [file, namingFault(file)]).filter(([, fault]) => fault !== null)).toEqual([]);
});

test('no file is a barrel', () => {
  expect(files.filter((file) => file.endsWith('.ts') && isBarrel(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test('index.ts is an entry of a process, nowhere else', () => {
  expect(files.filter((file) => nameOf(file) === 'index.ts').every((file) => file.startsWith('electron/'))).toBe(true);
});

test('no committed file names a machine path or a registry host', () => {
  const paths = /(^|[^\w.])\/(work|root|home)\/[\w-]+\//m;
  const guilty = files.filter((file) => /\.(ts|svelte|css|html|md)$/.test(file)).filter((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    return paths.test(source) || source.includes(['registry', 'npmjs', 'org'].join('.'));
  });
  expect(guilty).toEqual([]);
});

describe('the checks themselves find faults', () => {
  test.each([
    ['core/graph/NotKebab.ts', true],
    ['core/utils/thing.ts', true],
    ['core/helpers.ts', true],
    ['renderer/ui/lower-case.svelte', true],
    ['renderer/ui/Button.svelte', false],
    ['renderer/lib/workspace.svelte.ts', false],
    ['core/graph/ops/conv2d.ts', false],
  ])('%s', (file, faulty) => {
    expect(namingFault(file) !== null).toBe(faulty);
  });

  test('barrels', () => {
    expect(isBarrel("export * from './a.ts';\nexport { b } from './b.ts';")).toBe(true);
    expect(isBarrel("// why\nexport type { B } from './b.ts';")).toBe(true);
    expect(isBarrel("import { b } from './b.ts';\nexport const c = b + 1;")).toBe(false);
  });
});
