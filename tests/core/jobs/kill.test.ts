import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordDigest } from '../../../core/store/record-digest.ts';
import type { RecordDigest } from '../../../core/store/record-digest.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';

const child = fileURLToPath(new URL('map-child.ts', import.meta.url));
// Small enough to take a few seconds, large enough to pass through every phase. One thread: the numbers of a run are those of its thread count.
const settings = JSON.stringify({ states: 20, burnIn: 8, alpha: 0.08, barrierNearest: 3, barrierRepeats: 2, slots: 16, seed: 5, threads: 1 });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-kill-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Sitting {
  readonly said: string[];
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
}

/** Runs the child, which kills itself at its first checkpoint with so many chain steps, where a number is given. */
async function sit(workspace: string, killAt: number | null): Promise<Sitting> {
  const running = spawn(process.execPath, ['--import', 'tsx', child, workspace, settings, ...(killAt === null ? [] : [String(killAt)])], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  running.stdout.on('data', (data: Buffer) => {
    said.push(...data.toString().trimEnd().split('\n'));
  });
  const [code, signal] = (await once(running, 'close')) as [number | null, NodeJS.Signals | null];
  return { said, code, signal };
}

function digestOf(workspaceFolder: string): { status: string; basins: number; digest: RecordDigest } {
  const workspace = openWorkspace(workspaceFolder, { create: false });
  try {
    const map = workspace.maps.list()[0];
    if (map === undefined) throw new Error('a map was expected');
    return { status: map.status, basins: map.basins, digest: recordDigest(workspace, map.id) };
  } finally {
    workspace.close();
  }
}

describe('a map killed with SIGKILL', () => {
  it('is readable at once, and resumed ends with exactly the records of an unbroken run', async () => {
    const whole = await sit(join(folder, 'whole'), null);
    expect(whole.said.at(-1)).toBe('done');
    const expected = digestOf(join(folder, 'whole'));
    expect(expected).toMatchObject({ status: 'done' });
    const steps = Math.max(...whole.said.filter((line) => line.startsWith('saved ')).map((line) => Number(line.slice(6))));

    // As shares of the whole map's chain steps: before anything is found and again later; and in the midst.
    // scripts/kill-test.mjs does it at 20 random moments.
    for (const kills of [[0, 0.3], [0.6]]) {
      const place = join(folder, `killed-${kills.join('-')}`);
      for (const share of kills) {
        const sitting = await sit(place, share * steps);
        expect(sitting.signal).toBe('SIGKILL');
        // Opening it takes the dead owner's lock away and finds a consistent map.
        expect(digestOf(place).status).toBe('interrupted');
      }
      const last = await sit(place, null);
      expect(last.said[0]).toBe('interrupted');
      expect(last.said.at(-1)).toBe('done');
      expect(digestOf(place)).toEqual(expected);
    }
    // Six programs one after the other, on cores shared with other tests.
  }, 180_000);
});
