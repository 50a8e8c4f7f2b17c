import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { fuzzReader, tableOf } from './fuzz-run.ts';
import { makeInput } from './judge.ts';
import { MOST_SECONDS } from './outcome.ts';
import { Reading } from './reading.ts';
import { readers } from './readers.ts';

const corpus = fileURLToPath(new URL('../fixtures/fuzz-corpus', import.meta.url));
/** `npm run fuzz` reads as many as there is time for. Of strict formats some more, until one is read. */
const EACH = 20;
const MOST = 400;

const reading = new Reading();
afterAll(() => reading.close());

describe.each(readers)('$name', (reader) => {
  const folder = `${corpus}/${reader.name}`;
  const kept = existsSync(folder) ? readdirSync(folder) : [];
  // A reader that never had a fault has nothing kept.
  if (kept.length > 0) it('reads or refuses in words what was once a fault', async () => {
    for (const file of kept) {
      const stored = readFileSync(`${folder}/${file}`);
      const { kind, message } = await reading.read({ reader: reader.name, bytes: file.endsWith('.gz') ? gunzipSync(stored) : stored });
      expect({ file, kind, message }).not.toMatchObject({ kind: 'fault' });
    }
  });

  it('has no fault with damaged files; some are read, some refused', async () => {
    const tally = await fuzzReader(reader, { seed: 29, read: (ask) => reading.read(ask), goOn: ({ inputs, read }) => inputs < EACH || (read === 0 && inputs < MOST) });
    expect(tally.finds.map(({ index, message }) => ({ index, message }))).toEqual([]);
    expect(tally.read).toBeGreaterThan(0);
    expect(tally.refused).toBeGreaterThan(0);
  });

  it('is given the same inputs by the same seed', async () => {
    const [first, again, other] = await Promise.all([makeInput(reader, 3, 5), makeInput(reader, 3, 5), makeInput(reader, 3, 6)]);
    expect(again.equals(first)).toBe(true);
    expect(other.equals(first)).toBe(false);
  });
});

it('every folder of the corpus is of a reader', () => {
  expect(readdirSync(corpus).filter((name) => !readers.some((reader) => reader.name === name))).toEqual([]);
});

describe('what a run finds', () => {
  const entry = new URL('./faulty-process.ts', import.meta.url);
  const [faulty, impatient] = [new Reading({ entry }), new Reading({ entry, hangMs: 500 })];
  afterAll(() => [faulty, impatient].forEach((one) => one.close()));
  const ask = (reader: string) => (reader === 'hangs' ? impatient : faulty).read({ reader, seed: 1, index: 0 });

  it('is neither what is read nor what is refused in words', async () => {
    expect(await ask('reads')).toMatchObject({ kind: 'read' });
    expect(await ask('refuses')).toMatchObject({ kind: 'refused', message: expect.stringContaining('expected another') as string });
  });

  it.each([
    ['throws', /of no use to anybody/],
    ['slow', /s of CPU/],
    ['hangs', /no end within/],
    ['ends', /ended/],
    ['eats', /MB/],
  ])('%s', async (name, message) => {
    const outcome = await ask(name);
    expect(outcome).toMatchObject({ kind: 'fault', message: expect.stringMatching(message) as string });
    // The next is read by a process of its own.
    expect(await ask('reads')).toMatchObject({ kind: 'read' });
  });

  it('is counted, kept once a place, and made smaller', async () => {
    const throws = { name: 'throws', make: () => Buffer.from('somehow or other'), read: () => undefined };
    const tally = await fuzzReader(throws, { seed: 1, read: (one) => faulty.read('bytes' in one ? one : { reader: 'throws', bytes: throws.make() }), goOn: ({ inputs }) => inputs < 3 });
    expect(tally.finds).toHaveLength(1);
    expect(tally.finds[0]).toMatchObject({ times: 3, index: 0 });
    expect(tally.finds[0]!.bytes.toString()).toBe('ow');
    expect(tally.slowest).toBeLessThan(MOST_SECONDS);
    expect(tableOf([tally])).toMatch(/^reader +inputs +read .*\nthrows +3 +0 +0 .* 1\nall/);
  });
});
