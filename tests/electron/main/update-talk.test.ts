import { expect, test } from 'vitest';
import { talkAboutUpdate, type Updater } from '../../../electron/main/update-talk.ts';

/** Talks with answers given beforehand; tells all that was said and done, in order. */
async function talk(updater: Partial<Updater>, answers: readonly number[]) {
  const done: string[] = [];
  const waiting = [...answers];
  await talkAboutUpdate(
    {
      check: () => (done.push('check'), updater.check?.() ?? Promise.resolve('0.2.0')),
      fetch: (onProgress) => (done.push('fetch'), updater.fetch?.(onProgress) ?? Promise.resolve()),
      install: () => void done.push('install'),
    },
    '0.1.0',
    {
      ask: ({ message, detail, buttons }) => {
        done.push(`${message} ${detail} [${buttons.join(' | ')}]`);
        return Promise.resolve(waiting.shift() ?? buttons.length - 1);
      },
      onProgress: (part) => done.push(`progress ${part}`),
      save: () => (done.push('save'), Promise.resolve()),
    },
  );
  return done;
}

test('the newest version is said to be so, and nothing is fetched', async () => {
  expect(await talk({ check: () => Promise.resolve(null) }, [0])).toEqual(['check', expect.stringMatching(/0\.1\.0 is the newest version/)]);
});

test('nothing is fetched unless the user says so', async () => {
  expect(await talk({}, [1])).toEqual(['check', expect.stringMatching(/0\.2\.0 is available.*You have 0\.1\.0.*\[Download \| Not now\]/)]);
});

test('nothing is installed unless the user says so once more', async () => {
  const done = await talk({ fetch: (onProgress) => (onProgress(0.5), Promise.resolve()) }, [0, 1]);
  expect(done).toEqual(['check', expect.anything(), 'progress 0', 'fetch', 'progress 0.5', 'progress null', expect.stringMatching(/ready to be installed.*\[Restart and install \| Later\]/)]);
});

test('what runs is saved before the program ends for it', async () => expect((await talk({}, [0, 0])).slice(-2)).toEqual(['save', 'install']));

test.each([
  { what: 'check', updater: { check: () => Promise.reject(new Error('no network\nat somewhere')) }, words: /could not look for updates.*no network\nThe version that you have is unchanged/ },
  { what: 'fetch', updater: { fetch: () => Promise.reject(new Error('the disk is full')) }, words: /could not fetch version 0\.2\.0.*the disk is full/ },
])('a $what that fails is told', async ({ updater, words }) => {
  const done = await talk(updater, [0]);
  expect(done.at(-1)).toMatch(words);
  expect(done).not.toContain('install');
});
