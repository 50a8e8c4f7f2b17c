import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { imageStrip } from '../contract/landscape.ts';
import { longRunTest } from '../contract/training-run.ts';
import type { LongRunTest } from '../contract/training-run.ts';
import { encodeNpy, readNpy } from '../formats/npy.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { RunError } from './run-error.ts';
import { makeFolder } from '../store/make-folder.ts';

/** Test files are named by when they were made, so that their names sort. */
const NAME = /^\d{8}T\d{9}Z-\d+\.json$/;

/** What says of a test which of its images lie beside it; everything else is `longRunTest`'s to judge. */
const withPictures = z.looseObject({ starts: z.array(z.looseObject({ start: z.string(), hasImages: z.boolean().optional() })) });

/** A name of its own for a test of this update, made now. */
export function longRunId(update: number, now = new Date()): string {
  return `${now.toISOString().replace(/[-:.]/g, '')}-${update}`;
}

/**
 * Writes a test into a run's longrun folder: `<id>.json`, and beside it `<id>-<start>.npy` with the images of each start,
 * uint8 [chains shown, steps, h, w, channels]. The .json is written last: with it the test is whole.
 */
export async function writeLongRunTest(folder: string, test: LongRunTest): Promise<void> {
  makeFolder(folder);
  for (const { start, images, shown, imageSteps } of test.starts) {
    if (images === null) continue;
    const shape = [shown, imageSteps.length, images.height, images.width, images.channels];
    await writeFileWhole(imageFile(folder, test.id, start), encodeNpy({ dtype: 'uint8', shape, values: images.pixels }));
  }
  const bare = { ...test, starts: test.starts.map(({ images, ...rest }) => ({ ...rest, images: null, hasImages: images !== null })) };
  await writeFileWhole(join(folder, `${test.id}.json`), `${JSON.stringify(bare)}\n`);
}

/** All tests of a run, oldest first. One that is damaged is left out and told in `problems`; a folder that is not there holds none. */
export async function readLongRunTests(folder: string): Promise<{ readonly tests: LongRunTest[]; readonly problems: string[] }> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { tests: [], problems: [] };
    throw error;
  }
  const tests: LongRunTest[] = [];
  const problems: string[] = [];
  for (const name of names) {
    try {
      tests.push(await readTest(folder, name));
    } catch (error) {
      // A test can be made again; the others should not suffer from it.
      problems.push(`${join(folder, name)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { tests, problems };
}

/** Takes a test away. */
export async function removeLongRunTest(folder: string, id: string): Promise<void> {
  if (!NAME.test(`${id}.json`)) throw new RunError(`"${id}" is not the name of a long-run test.`);
  await rm(join(folder, `${id}.json`), { force: true });
  for (const name of await readdir(folder)) if (name.startsWith(`${id}-`) && name.endsWith('.npy')) await rm(join(folder, name), { force: true });
}

async function readTest(folder: string, name: string): Promise<LongRunTest> {
  const value: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
  const pictured = withPictures.safeParse(value);
  for (const start of pictured.data?.starts ?? []) {
    if (start.hasImages === true) start.images = await readImages(imageFile(folder, name.slice(0, -'.json'.length), start.start));
  }
  const test = longRunTest.safeParse(pictured.data ?? value);
  if (!test.success) throw new RunError(`it is damaged (${test.error.issues[0]?.path.join('.') ?? ''}: ${test.error.issues[0]?.message ?? ''}).`);
  return test.data;
}

async function readImages(file: string): Promise<unknown> {
  const { shape, values } = await readNpy(file);
  const [shown, steps, height, width, channels] = shape;
  return imageStrip.parse({ width, height, channels, count: shown * steps, pixels: values });
}

function imageFile(folder: string, id: string, start: string): string {
  return join(folder, `${id}-${/^[a-z]+$/.test(start) ? start : 'unknown'}.npy`);
}
