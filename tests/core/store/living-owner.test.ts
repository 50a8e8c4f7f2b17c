import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { isAlive, lifeOf } from '../../../core/store/living-owner.ts';

const owner = (pid: number, beat = 1000) => ({ pid, host: 'here', beat });

it('lives while its process does and it says so', () => {
  expect(isAlive(owner(process.pid), 'here', 2000)).toBe(true);
  expect(isAlive(owner(process.pid), 'here', 1000 + 61_000)).toBe(false);
  // Of another machine only its beat is known.
  expect(isAlive(owner(2 ** 22 - 1), 'there', 2000)).toBe(true);
});

it.skipIf(process.platform !== 'linux')('lives as long as its process is there where its life is known, and not in another process of its number', () => {
  const life = lifeOf(process.ppid);
  expect(life).toMatch(/^[0-9a-f-]{13}-\d+$/);
  expect(isAlive({ ...owner(process.ppid), life }, 'here', 1000 + 3_600_000)).toBe(true);
  expect(isAlive({ ...owner(process.ppid), life: `${life}1` }, 'here', 2000)).toBe(false);
  expect(lifeOf(process.pid)).not.toBe(life);
  // Of its own threads a program knows whether they beat.
  expect(isAlive({ ...owner(process.pid), life: lifeOf(process.pid) }, 'here', 1000 + 61_000)).toBe(false);
  expect(lifeOf(2 ** 22 - 1)).toBeNull();
});

it.skipIf(process.platform !== 'linux')('is dead once its process has ended, though nobody has heard of it', async () => {
  // The shell becomes a program that never asks after its child.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'latin1')).toMatch(/\) Z /), { timeout: 5000 });
  expect(process.kill(pid, 0)).toBe(true);
  expect(isAlive(owner(pid), 'here', 2000)).toBe(false);
  parent.kill();
});
