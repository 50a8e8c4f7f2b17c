import type { Job, StateCodec } from '../../../core/jobs/job.ts';
import type { PieceRunner } from '../../../core/pieces/piece-runner.ts';

/** Names at a border between steps whoever goes on from there: others, the engine alone (null), or whoever was at it (undefined). */
export type Takeover = (border: number) => PieceRunner | null | undefined;

/**
 * A job's last state and all that its steps told; at borders where `next` names whoever goes on, it is saved, forgotten and gone on with. `open` makes
 * the job for those who compute its pieces, given what was told until then.
 */
export async function worked<State extends object, Info>(
  open: (pieces: { readonly pieces?: PieceRunner }, told: readonly Info[]) => Job<State, Info> & StateCodec<State>, first: PieceRunner | null, next: Takeover = () => undefined,
): Promise<{ readonly state: State; readonly infos: readonly Info[] }> {
  const infos: Info[] = [];
  const given = (pieces: PieceRunner | null) => (pieces === null ? {} : { pieces });
  let job = open(given(first), infos);
  let state: State = await job.init();
  for (let border = 0, done = false; !done; border++) {
    const step = await job.step(state);
    ({ state, done } = step);
    infos.push(step.info);
    const other = next(border);
    if (done || other === undefined) continue;
    const saved = job.encode(state);
    await job.close();
    job = open(given(other), infos);
    state = job.decode(saved);
  }
  await job.close();
  return { state, infos };
}
