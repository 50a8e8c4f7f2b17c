import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TrainingPreset } from '../contract/training-run.ts';
import { readTrainingConfig } from './reference-config.ts';
import { TrainingError } from './training-error.ts';

/** What the list of presets says of each; the config itself is the file, so that people can open and copy it. */
const entry = z.object({
  file: z.string().regex(/^[a-z0-9-]+\.json$/),
  name: z.string().min(1),
  description: z.string().min(1),
  origin: z.enum(['reference', 'ours']),
});

/**
 * The presets of a folder, in the order of its index.json; each config is read as a user's would be.
 * Throws TrainingError naming the file that is missing or cannot be used.
 */
export async function readPresets(folder: string): Promise<TrainingPreset[]> {
  const listed = z.array(entry).safeParse(JSON.parse(await contents(folder, 'index.json')));
  if (!listed.success) throw new TrainingError(`${join(folder, 'index.json')} is no list of presets: ${z.prettifyError(listed.error)}`);
  return Promise.all(
    listed.data.map(async ({ file, name, description, origin }) => ({
      id: file.replace(/\.json$/, ''),
      name, description, origin,
      config: readTrainingConfig(await contents(folder, file), file),
    })),
  );
}

async function contents(folder: string, file: string): Promise<string> {
  try {
    return await readFile(join(folder, file), 'utf8');
  } catch (error) {
    throw new TrainingError(`The preset ${join(folder, file)} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}
