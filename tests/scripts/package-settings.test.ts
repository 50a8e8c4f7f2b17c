import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const file = pathToFileURL(join(resolve(import.meta.dirname, '../..'), 'scripts/package/settings.mjs')).href;
const { packageSettings: settings } = (await import(file)) as { packageSettings: (kind: string, options?: { repository?: string | null }) => string[] };

test('a folder to be started here is as electron-builder.yml says', () => expect(settings('folder')).toEqual([]));

test('a trial says in the name of every package what it is, and has nowhere to look for updates', () => {
  const names = settings('trial').filter((line) => line.includes('artifactName'));
  expect(names).toHaveLength(3);
  for (const name of names) expect(name).toContain('TRIAL-not-for-publication');
  expect(settings('trial')).toContain('-c.deb.packageName=basinscope-trial');
  expect(settings('trial', { repository: 'someone/basinscope' }).filter((line) => line.includes('publish'))).toEqual([]);
});

test('a release looks for newer ones where it was made, and nowhere if that is not known', () => {
  const lines = settings('release', { repository: 'someone/basinscope' });
  expect(lines).toContain('-c.publish.owner=someone');
  expect(lines).toContain('-c.publish.repo=basinscope');
  expect(settings('release').filter((line) => line.includes('publish'))).toEqual([]);
});
