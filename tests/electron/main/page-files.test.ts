import { expect, test } from 'vitest';
import { pageFile } from '../../../electron/main/page-files.ts';

const file = (url: string) => pageFile('/program/out/renderer', new URL(url));

test('files of the page are found below its folder', () => {
  expect(file('basinscope://app/index.html')).toBe('/program/out/renderer/index.html');
  expect(file('basinscope://app/assets/a%20b.js')).toBe('/program/out/renderer/assets/a b.js');
});

test.each([
  'basinscope://app/../main/index.js',
  'basinscope://app/%2e%2e/main/index.js',
  'basinscope://app/..%2fmain%2findex.js',
  'basinscope://app/..%2f..%2f..%2fetc%2fpasswd.html',
  'basinscope://app/..%2frenderer-other%2fx.js',
  'basinscope://other/index.html',
  'basinscope://app/',
  'basinscope://app/secret.txt',
  'basinscope://app/index.html%00.js',
  'basinscope://app/%zz.js',
])('%s leads to no file outside the folder', (url) => {
  // A URL's own dots are resolved before we see it: what is left then may be a file inside.
  expect(file(url) ?? '/program/out/renderer/').toMatch(/^\/program\/out\/renderer\//);
});

test('what is not a file of the page is none', () => {
  expect(file('basinscope://other/index.html')).toBeNull();
  expect(file('basinscope://app/')).toBeNull();
  expect(file('basinscope://app/secret.txt')).toBeNull();
  expect(file('basinscope://app/%zz.js')).toBeNull();
  expect(file('basinscope://app/..%2fmain%2findex.js')).toBeNull();
  expect(file('basinscope://app/..%2frenderer-other%2fx.js')).toBeNull();
  expect(file('basinscope://app/index.html%00.js')).toBeNull();
});
