import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { ask, heard, listen, longer, mapOf, short, startMap, statusOf } from './asking.ts';
import { fixtures, hostPid, screenshot, test } from './program.ts';

test('a map runs to its end in its thread, telling of it in order', async ({ place }) => {
  const { page } = await place.start();
  await listen(page);
  const id = await startMap(page, short);
  await expect.poll(() => statusOf(page, id), { timeout: 120_000 }).toBe('done');
  const events = (await heard(page)).filter((event) => event.job === id);
  expect(events.at(-1)).toMatchObject({ type: 'done' });
  const placed = events.filter((event) => event.type === 'progress').map((event) => event.found!.statesPlaced!);
  expect(placed.length).toBeGreaterThan(2);
  expect(placed).toEqual([...placed].sort((a, b) => a - b));
  const revisions = events.filter((event) => event.type === 'frame').map((event) => event.revision!);
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  expect((await mapOf(page, id)).basins).toBeGreaterThanOrEqual(6);
});

/** The nice value of every thread of a process; 0 is normal, higher ones let others go first. */
function nicenessOf(pid: number): Map<number, number> {
  const niceness = new Map<number, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      // The second field is a name in brackets, which may hold blanks; nice is the nineteenth.
      niceness.set(Number(thread), Number(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[16]));
    } catch {
      // It ended since the list was read.
    }
  }
  return niceness;
}

test('what computes stands behind the window, what answers it does not', async ({ place }) => {
  test.skip(process.platform !== 'linux', 'read off /proc');
  const { app, page } = await place.start();
  await listen(page);
  const pid = (await hostPid(app))!;
  const usual = nicenessOf(pid).get(pid)!;
  const behind = (): number => [...nicenessOf(pid).values()].filter((nice) => nice > usual).length;
  expect(behind()).toBe(0);
  const id = await startMap(page, longer);
  await expect.poll(async () => (await heard(page)).some((event) => event.job === id && event.type === 'progress')).toBe(true);
  expect(behind()).toBeGreaterThan(0);
  expect(nicenessOf(pid).get(pid)).toBe(usual);
  await ask(page, 'map.cancel', { map: id });
  await expect.poll(behind).toBe(0);
});

test('paused it stands still and gives its place to the next; resumed it goes on to its end', async ({ place }) => {
  const { page } = await place.start();
  await listen(page);
  const first = await startMap(page, longer, 'first');
  await expect.poll(async () => (await heard(page)).some((event) => event.job === first && event.type === 'progress')).toBe(true);
  const second = await startMap(page, { ...longer, seed: 4 }, 'second');
  expect(await statusOf(page, second)).toBe('queued');
  await ask(page, 'map.pause', { map: first });
  const paused = await mapOf(page, first);
  expect(paused.status).toBe('paused');
  await expect.poll(() => statusOf(page, second)).toBe('running');
  await page.waitForTimeout(500);
  expect(await mapOf(page, first)).toMatchObject({ status: 'paused', states: paused.states, seconds: paused.seconds });
  await ask(page, 'map.cancel', { map: second });
  expect(await statusOf(page, second)).toBe('cancelled');
  await ask(page, 'map.resume', { map: first });
  await expect.poll(() => statusOf(page, first), { timeout: 120_000 }).toBe('done');
});

test('closing the program interrupts a map, starting it again resumes it by itself', async ({ place }) => {
  const before = await place.start();
  await listen(before.page);
  const id = await startMap(before.page, longer);
  await expect.poll(async () => (await heard(before.page)).some((event) => event.job === id && (event.found?.statesPlaced ?? 0) > 5), { timeout: 60_000 }).toBe(true);
  const { seconds } = await mapOf(before.page, id);
  await before.close();
  const after = await place.start();
  expect(['interrupted', 'queued', 'running', 'done']).toContain(await statusOf(after.page, id));
  await expect.poll(() => statusOf(after.page, id), { timeout: 120_000 }).toBe('done');
  // It went on rather than began anew: the work of both sittings is in its record.
  expect((await mapOf(after.page, id)).seconds).toBeGreaterThanOrEqual(seconds);
});

test('a compute host killed in the midst of a map leaves it interrupted; resumed it ends', async ({ place }) => {
  const { app, page } = await place.start();
  await listen(page);
  const id = await startMap(page, longer);
  await expect.poll(async () => (await heard(page)).some((event) => event.job === id && (event.found?.statesPlaced ?? 0) > 5), { timeout: 60_000 }).toBe(true);
  process.kill((await hostPid(app))!, 'SIGKILL');
  await expect.poll(async () => statusOf(page, id).catch(() => 'host away'), { timeout: 20_000 }).toBe('interrupted');
  await ask(page, 'map.resume', { map: id });
  await expect.poll(() => statusOf(page, id), { timeout: 120_000 }).toBe('done');
});

test('after the program was killed, work that goes on by itself says so and can be paused at once', async ({ place }) => {
  const { app, page } = await place.start();
  await listen(page);
  const id = await startMap(page, { ...longer, states: 20_000 }, 'killed');
  await expect.poll(async () => (await heard(page)).some((event) => event.job === id && (event.found?.statesPlaced ?? 0) > 5), { timeout: 60_000 }).toBe(true);
  process.kill((await hostPid(app))!, 'SIGKILL');
  process.kill(app.process().pid!, 'SIGKILL');
  const after = await place.start();
  const notice = after.page.getByTestId('info-banner').filter({ hasText: '“killed” goes on' });
  await expect(notice).toContainText('it was taken up again from its last checkpoint');
  await screenshot(after.page, 'taken-up');
  await notice.getByTestId('notice-action').click();
  await expect.poll(() => statusOf(after.page, id)).toBe('paused');
  await expect(notice).toBeHidden();
});

test('a second window on the workspace shows the first’s map as another program’s, live, without controls; closed, it is there to be gone on with', async ({ place }) => {
  const first = await place.start();
  await listen(first.page);
  const id = await startMap(first.page, { ...longer, states: 20_000 }, 'shared');
  await expect.poll(async () => (await heard(first.page)).some((event) => event.job === id && (event.found?.statesPlaced ?? 0) > 5), { timeout: 60_000 }).toBe(true);

  const second = await place.start({ args: [`--user-data-dir=${join(place.folder, 'second-user')}`] });
  await second.page.getByTestId('map-item').filter({ hasText: 'shared' }).click();
  const panel = second.page.getByTestId('job-panel');
  await expect(panel).toContainText('in another program');
  await expect(second.page.getByTestId('map-pause')).toHaveAttribute('aria-disabled', 'true');
  const placed = async () => (await mapOf(second.page, id)).states;
  const before = await placed();
  await expect.poll(placed, { timeout: 30_000 }).toBeGreaterThan(before);
  await screenshot(second.page, 'another-programs-map');

  await first.close();
  await expect.poll(() => statusOf(second.page, id), { timeout: 30_000 }).toBe('interrupted');
  await expect(second.page.getByTestId('map-resume')).toBeEnabled();
  await expect(second.page.getByTestId('map-resume')).not.toHaveAttribute('aria-disabled', 'true');
});

test('a data set that is not there fails the request, not the program', async ({ place }) => {
  const { page } = await place.start();
  const { id: potential } = await ask<{ id: string }>(page, 'potential.import', { path: join(fixtures, 'toy-gmm-trained.pth'), name: 'Toy', trainEpsilon: 0.125 });
  const maps = async () => (await ask<{ maps: unknown[] }>(page, 'workspace.get', {})).maps.length;
  const before = await maps();
  await expect(ask(page, 'map.start', { potential, name: 'x', settings: { start: 'data' }, dataset: join(place.folder, 'gone.npy'), labels: null })).rejects.toThrow(/gone\.npy/);
  expect(await maps()).toBe(before);
});
