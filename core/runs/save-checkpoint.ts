import { rm } from 'node:fs/promises';
import type { RunCheckpoint, VerdictName } from '../contract/training-run.ts';
import { readBytes } from '../formats/read-bytes.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-codec.ts';
import type { Checkpoint } from './checkpoint-codec.ts';
import { betterCheckpoint, keptCheckpoints } from './keeping.ts';
import { RunError } from './run-error.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';

/**
 * Writes a checkpoint that stays and lets those go that are no longer to be kept. Returns the record with them; writing
 * it is the caller's. An update that is not finished is left out: it begins anew, with the same numbers.
 */
export async function saveCheckpoint(folder: RunFolder, record: RunRecord, { config, seed, state }: Checkpoint, why: { readonly asked: boolean; readonly verdict: VerdictName | null }): Promise<RunRecord> {
  const { update } = state.learner;
  const whole = { ...state, unfinished: null, longRun: null };
  const averaged = state.learner.average === null ? '' : ', the average of its weights';
  const started = config.from === undefined ? '' : `, from ${config.from.name}`;
  const bytes = encodeCheckpoint({ config, seed, state: whole }, `${record.name}: update ${update} of a training run (seed ${seed}${averaged}${started})`);
  await writeFileWhole(folder.checkpointFile(update), bytes);
  const known = record.checkpoints.find((checkpoint) => checkpoint.update === update);
  const added: RunCheckpoint = { update, savedAt: new Date().toISOString(), bytes: bytes.length, kept: why.asked || known?.kept.includes('asked') === true ? ['asked'] : [] };
  const best = why.verdict === null ? record.best : betterCheckpoint(record.best, { update, verdict: why.verdict });
  const all = [...record.checkpoints.filter((checkpoint) => checkpoint.update !== update), added];
  return { ...record, best, checkpoints: keptCheckpoints(all, record.keeping, best?.update ?? null) };
}

/** Deletes the checkpoint files that the record does not name: to be called once the record is written. */
export async function dropUnkept(folder: RunFolder, record: RunRecord): Promise<void> {
  const kept = new Set(record.checkpoints.map(({ update }) => update));
  for (const { update } of folder.checkpointFiles()) if (!kept.has(update)) await rm(folder.checkpointFile(update), { force: true });
}

/** A kept checkpoint. Throws RunError when there is none of that update, or it is damaged. */
export async function readCheckpoint(folder: RunFolder, update: number): Promise<Checkpoint> {
  const there = folder.checkpointFiles();
  if (!there.some((checkpoint) => checkpoint.update === update)) {
    const which = there.length === 0 ? 'there is none yet' : `there are those of updates ${there.map((checkpoint) => checkpoint.update).join(', ')}`;
    throw new RunError(`This run has no checkpoint of update ${update}; ${which}.`);
  }
  const file = folder.checkpointFile(update);
  return decodeCheckpoint(await readBytes(file), file);
}
