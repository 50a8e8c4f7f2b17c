import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const file = pathToFileURL(join(resolve(import.meta.dirname, '../..'), 'scripts/setup/node-version.mjs')).href;
const { checkNodeVersion } = (await import(file)) as { checkNodeVersion: (found?: string) => void };

test('this Node and newer ones will do', () => {
  expect(() => checkNodeVersion()).not.toThrow();
  expect(() => checkNodeVersion('20.19.0')).not.toThrow();
  expect(() => checkNodeVersion('24.0.1')).not.toThrow();
});

test('an older one is refused, saying what is needed and what was found', () => {
  expect(() => checkNodeVersion('18.20.4')).toThrow(/>=20\.19.*18\.20\.4/);
  expect(() => checkNodeVersion('20.18.9')).toThrow(/Install a newer Node/);
});
