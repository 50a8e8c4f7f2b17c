import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

interface Part {
  'bom-ref': string;
  purl: string;
}
interface Bom {
  metadata: { component: { name: string } };
  components: Part[];
}
const file = pathToFileURL(join(resolve(import.meta.dirname, '../..'), 'scripts/package/release-parts.mjs')).href;
const { mergeChannels, withParts, releaseNotes } = (await import(file)) as {
  mergeChannels: (texts: readonly string[]) => string;
  withParts: (bom: object, lock: object, names: readonly string[]) => Bom;
  releaseNotes: (release: { tag: string; previous: string | null; subjects: string[]; signing: string[]; repository: string }) => string;
};

const channel = (arch: string, version = '0.2.0') => `version: ${version}\nfiles:\n  - url: basinscope-${arch}.zip\n    sha512: ${arch}\n    size: 5\npath: basinscope-${arch}.zip\nsha512: ${arch}\n`;

test('channel files of several processors become one with the files of all', () => {
  const merged = mergeChannels([channel('arm64'), channel('x64')]);
  expect([...merged.matchAll(/url: (.*)/g)].map((match) => match[1])).toEqual(['basinscope-arm64.zip', 'basinscope-x64.zip']);
  expect(merged).toContain('path: basinscope-arm64.zip');
  expect(() => mergeChannels([channel('arm64'), channel('x64', '0.1.0')])).toThrow(/0\.2\.0, 0\.1\.0/);
});

test('the list of parts has what npm counts as tools, once, under the program’s name', () => {
  const bom = { metadata: { component: { name: 'some-folder' } }, components: [{ 'bom-ref': 'zod@4.0.0' }] };
  const lock = { packages: { 'node_modules/zod': { version: '4.0.0', license: 'MIT' }, 'node_modules/@lucide/svelte': { version: '1.0.0', license: 'ISC' } } };
  const { metadata, components } = withParts(bom, lock, ['zod', '@lucide/svelte']);
  expect(metadata.component.name).toBe('basinscope');
  expect(components.map((part) => part['bom-ref'])).toEqual(['zod@4.0.0', '@lucide/svelte@1.0.0']);
  expect(components[1]!.purl).toBe('pkg:npm/%40lucide/svelte@1.0.0');
});

test('notes tell what is new, how to check a file, and what is not signed', () => {
  const notes = releaseNotes({ tag: 'v0.2.0', previous: 'v0.1.0', subjects: ['Basins are found by id'], signing: ['mac-arm64: not signed by anybody'], repository: 'someone/basinscope' });
  for (const words of ['- Basins are found by id', 'gh attestation verify FILE --repo someone/basinscope', '- mac-arm64: not signed by anybody', 'basinscope-0.2.0-parts.cdx.json']) expect(notes).toContain(words);
  expect(releaseNotes({ tag: 'v0.1.0', previous: null, subjects: [], signing: [], repository: 'someone/basinscope' })).toContain('The first release.');
});
