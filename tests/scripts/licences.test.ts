import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const notices = readFileSync(join(root, 'resources/licences/libraries.txt'), 'utf8');

/** Packages that files of a folder import, by name. */
function importedIn(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|svelte|css)$/.test(name));
  const names = files.flatMap((name) => [...readFileSync(join(root, folder, name), 'utf8').matchAll(/(?:from|import) '([^.'][^']*)'/g)].map((match) => match[1]!));
  return [...new Set(names.map((name) => (name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0]!)))].filter((name) => !name.startsWith('node:'));
}

// When this fails: node scripts/make-licences.mjs
test('every library that goes into the program is named with its version and licence', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const inWindow = importedIn('renderer').filter((name) => dependencies[name] === undefined);
  expect(inWindow).toContain('three');
  for (const name of [...Object.keys(dependencies), ...inWindow]) {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string };
    expect(notices).toContain(`\n${name} ${version} (`);
  }
});
