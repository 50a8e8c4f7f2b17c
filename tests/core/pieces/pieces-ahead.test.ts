import { describe, expect, it } from 'vitest';
import { PiecesAhead } from '../../../core/pieces/pieces-ahead.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

const soon = (): number => performance.now() + 30;

/** Takes all pieces of a list, as steps of a job do. */
async function takeAll(ahead: PiecesAhead<number>, count: number, hand: (piece: number) => Promise<number>): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < count) taken.push(...(await ahead.take(taken.length, count, hand, soon())));
  return taken;
}

describe('pieces that are under way at once', () => {
  it('are taken in order, each once, whatever the order in which they come back', async () => {
    const key = streamKey(3);
    let [underWay, most] = [0, 0];
    const handed: number[] = [];
    const hand = async (piece: number): Promise<number> => {
      handed.push(piece);
      most = Math.max(most, ++underWay);
      await new Promise((back) => setTimeout(back, 15 * uniformAt(key, piece)));
      underWay--;
      return piece ** 2;
    };
    expect(await takeAll(new PiecesAhead({ width: 4 }), 60, hand)).toEqual(Array.from({ length: 60 }, (_, i) => i ** 2));
    expect(handed).toEqual(Array.from({ length: 60 }, (_, i) => i));
    // One more than are worth having under way waits for whoever is free first.
    expect(most).toBe(5);
  });

  it('let a step of the job end when none is back, and go on meanwhile; a slow one keeps the others busy for a while', async () => {
    let release = (_: number): void => undefined;
    const slow = new Promise<number>((resolve) => (release = resolve));
    const handed: number[] = [];
    const hand = (piece: number): Promise<number> => {
      handed.push(piece);
      return piece === 0 ? slow : Promise.resolve(piece);
    };
    const ahead = new PiecesAhead<number>({ width: 2 });
    const started = performance.now();
    expect(await ahead.take(0, 100, hand, started + 40)).toEqual([]);
    expect(performance.now() - started).toBeGreaterThan(35);
    expect(handed).toEqual([0, 1, 2, 3, 4, 5]);
    release(0);
    expect(await ahead.take(0, 100, hand, soon())).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('tell an error when its turn has come, after what came before it, and no other', async () => {
    const hand = (piece: number): Promise<number> => (piece >= 2 ? Promise.reject(new Error(`piece ${piece}`)) : new Promise((back) => setTimeout(() => back(piece), 5)));
    const ahead = new PiecesAhead<number>({ width: 5 });
    expect(await takeAll(ahead, 2, hand)).toEqual([0, 1]);
    await expect(ahead.take(2, 9, hand, soon())).rejects.toThrow('piece 2');
  });
});
