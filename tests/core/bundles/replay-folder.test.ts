import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { makeReplayFolder } from '../../../core/bundles/replay-folder.ts';
import { lifeOf } from '../../../core/store/living-owner.ts';

it('what a replay left that broke off with its program is taken away by the next; those of living programs, of other machines, links and all else stay', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'replay-folder-'));
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    const own = makeReplayFolder(parent);
    const of = (pid: number, life: string, host = hostname().replace(/[^\w-]/g, '_')): string => `basinscope-replay-${host}.${pid}.${life}.AbCdEf`;
    const living = of(child.pid!, lifeOf(child.pid!) ?? '');
    const elsewhere = of(child.pid!, '', 'other-machine');
    const older = 'basinscope-replay-AbCdEf';
    const outside = join(parent, 'of somebody');
    for (const name of [living, elsewhere, older]) mkdirSync(join(parent, name));
    mkdirSync(outside);
    writeFileSync(join(outside, 'file'), 'precious');
    symlinkSync(outside, join(parent, living, 'link'));
    const link = of(child.pid!, '').replace('AbCdEf', 'LinkXX');
    symlinkSync(outside, join(parent, link));
    const second = makeReplayFolder(parent);
    for (const name of [basename(own), living, elsewhere, older, link]) expect(readdirSync(parent)).toContain(name);
    child.kill('SIGKILL');
    await once(child, 'exit');
    makeReplayFolder(parent);
    expect(readdirSync(parent)).not.toContain(living);
    for (const name of [basename(own), basename(second), elsewhere, older, link]) expect(readdirSync(parent)).toContain(name);
    expect(existsSync(join(outside, 'file'))).toBe(true);
  } finally {
    child.kill('SIGKILL');
    rmSync(parent, { recursive: true, force: true });
  }
});
