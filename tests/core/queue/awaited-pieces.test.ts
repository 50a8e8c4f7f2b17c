import { describe, expect, it } from 'vitest';
import type { PieceRunner } from '../../../core/pieces/piece-runner.ts';
import { awaitedPieces } from '../../../core/queue/awaited-pieces.ts';
import { QueueError, QueueRefused } from '../../../core/queue/queue-error.ts';
import { examplePieces } from '../pieces/example-pieces.ts';

const [piece] = examplePieces();
const AWAY = 'Nobody answers at the queue.';

/** Opens what `outcomes` say, one after the other: an error, or (null) a runner that computes nothing. */
function opening(...outcomes: (Error | null)[]) {
  const told: (string | null)[] = [];
  const notices: string[] = [];
  let closed = 0;
  const runner: PieceRunner = { width: 6, run: () => Promise.resolve('computed' as never), release: () => Promise.resolve(), close: () => Promise.resolve(void closed++) };
  const open = (): Promise<PieceRunner> => {
    const outcome = outcomes.shift();
    return outcome === undefined ? new Promise(() => {}) : outcome === null ? Promise.resolve(runner) : Promise.reject(outcome);
  };
  const pieces = (againMs = 5): Promise<PieceRunner> => awaitedPieces(open, { onNotice: (text) => notices.push(text), onStanding: (text) => told.push(text) }, againMs);
  return { pieces, told, notices, closed: () => closed };
}

describe('a queue that is away when a job begins', () => {
  it('is waited for: its pieces wait, it is said while it holds, and all goes on when it is there', async () => {
    const { pieces, told, notices, closed } = opening(new QueueError(AWAY), new QueueError(AWAY), null);
    const runner = await pieces();
    expect(told).toEqual([`${AWAY} It is waited for.`]);
    expect(runner.width).toBe(2);
    expect(await runner.run(piece!)).toBe('computed');
    expect(runner.width).toBe(6);
    expect([told.at(-1), new Set(told).size, notices.length]).toEqual([null, 2, 1]);
    await runner.close();
    expect(closed()).toBe(1);
  });

  it('that then does not let in ends the job, as one that does not at once', async () => {
    const { pieces, told } = opening(new QueueError(AWAY), new QueueRefused('It does not accept this password.'));
    await expect((await pieces()).run(piece!)).rejects.toThrow('It does not accept this password.');
    expect(told.at(-1)).toBeNull();
    await expect(opening(new QueueRefused('It does not accept this password.')).pieces()).rejects.toThrow('It does not accept this password.');
  });

  it('is waited for no longer when the job is left', async () => {
    const { pieces, told } = opening(new QueueError(AWAY));
    const runner = await pieces(60_000);
    const waiting = expect(runner.run(piece!)).rejects.toMatchObject({ name: 'PieceError', message: expect.stringMatching(/taken back/) as string });
    await runner.close();
    await waiting;
    expect(told.at(-1)).toBeNull();
  });
});
