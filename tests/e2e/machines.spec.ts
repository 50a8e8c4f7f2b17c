import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { noQueueServer, startQueueServer } from '../core/queue/queue-server.ts';
import { ask, short, startMap, statusOf } from './asking.ts';
import { hostPid, screenshot, test } from './program.ts';

const password = 'a word that is nowhere';

/** What a map came to, without what differs between two maps of the same settings: its id, and how long it took. */
async function landscapeOf(page: Page, map: string): Promise<unknown> {
  const { map: _, ...landscape } = await ask<{ map: string }>(page, 'map.landscape', { map, sets: null });
  return JSON.parse(JSON.stringify(landscape));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function connect(page: Page, address: string): Promise<void> {
  await page.getByTestId('queue-address').fill(address);
  await page.getByTestId('queue-connect').click();
}

test.describe('machines', () => {
  test.skip(noQueueServer(), 'neither redis-server nor valkey-server is on the path');

  test('the window’s maps are computed by workers of a queue, with the records they have without one; the password is written nowhere', async ({ place }) => {
    const server = await startQueueServer({ password });
    try {
      const { app, page, complaints, said } = await place.start();
      const here = await startMap(page, short);
      await expect.poll(() => statusOf(page, here)).toBe('done');

      await page.getByTestId('show-machines').click();
      await connect(page, `redis://:wrong-${encodeURIComponent(password)}@127.0.0.1:${server.port}`);
      await expect(page.getByTestId('queue-refusal')).toContainText('does not accept this user and password');
      await expect(page.getByTestId('machines-page')).not.toContainText('nowhere');
      await expect(page.getByTestId('queue-refusal')).not.toContainText('a fault of the program');
      await connect(page, server.url);
      await expect(page.getByTestId('queue-where')).toHaveText(`redis://127.0.0.1:${server.port}`);
      await expect(page.getByTestId('no-workers')).toBeVisible();
      await expect(page.getByTestId('join-command')).toHaveText(`basinscope worker --queue redis://HOST:${server.port} --allow-remote`);

      // Nobody is there yet: it waits, and says so.
      const there = await startMap(page, short, 'Over the queue');
      await page.getByTestId('map-item').filter({ hasText: 'Over the queue' }).click();
      await expect(page.getByTestId('queue-mark')).toHaveText('no workers');
      await expect(page.getByTestId('job-notice')).toContainText(`No worker is at the queue redis://127.0.0.1:${server.port} yet: waiting.`);
      await page.getByTestId('show-machines').click();
      await page.getByTestId('worker-threads').fill('1');
      await page.getByTestId('worker-start').click();
      await expect(page.getByTestId('worker-row')).toHaveCount(1);
      await expect(page.getByTestId('worker-row')).toContainText('started here');
      await screenshot(page, 'machines-worker');
      await expect.poll(() => statusOf(page, there), { timeout: 60_000 }).toBe('done');
      expect(await landscapeOf(page, there)).toEqual(await landscapeOf(page, here));
      await expect.poll(async () => (await ask<{ workers: { pieces: number }[] }>(page, 'queue.get', {})).workers[0]?.pieces ?? 0).toBeGreaterThan(5);

      // A compute host that breaks off goes to the same queue again.
      process.kill((await hostPid(app))!, 'SIGKILL');
      await expect(page.getByTestId('host-banner')).toBeVisible();
      await expect(page.getByTestId('host-banner')).toBeHidden();
      await expect.poll(async () => (await ask<{ state: string }>(page, 'queue.get', {})).state).toBe('connected');
      await server.kill();
      await expect(page.getByTestId('machines-page')).toHaveAttribute('data-state', 'away');
      // What begins meanwhile waits for it, can be paused, and goes on when it is back.
      const later = await startMap(page, short, 'While it is away');
      await page.getByTestId('map-item').filter({ hasText: 'While it is away' }).click();
      await expect(page.getByTestId('job-notice')).toContainText(`Nobody answers at the queue redis://127.0.0.1:${server.port}`);
      await screenshot(page, 'machines-away');
      await page.getByTestId('map-pause').click();
      await expect.poll(() => statusOf(page, later)).toBe('paused');
      await expect(page.getByTestId('job-notice')).toBeHidden();
      await page.getByTestId('map-resume').click();
      await expect(page.getByTestId('job-notice')).toBeVisible();
      await server.start();
      await expect(page.getByTestId('job-notice')).toBeHidden({ timeout: 15_000 });
      await expect.poll(() => statusOf(page, later), { timeout: 60_000 }).toBe('done');
      await page.getByTestId('show-machines').click();
      await expect(page.getByTestId('machines-page')).toHaveAttribute('data-state', 'connected');
      await expect(page.getByTestId('worker-row')).toHaveCount(1);
      await page.getByTestId('worker-leave').click();
      await expect(page.getByTestId('no-workers')).toBeVisible();
      expect((await ask<{ workers: unknown[] }>(page, 'worker.list', {})).workers).toEqual([]);

      await page.getByTestId('queue-disconnect').click();
      await expect(page.getByTestId('queue-connect')).toBeVisible();
      for (const text of [password, encodeURIComponent(password)]) {
        expect(filesBelow(place.folder).filter((file) => readFileSync(file).includes(text))).toEqual([]);
        expect(said.join('\n')).not.toContain(text);
      }
      expect(complaints).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  test('a queue is remembered where it has no password, and one that is gone at the next start is told', async ({ place }) => {
    const server = await startQueueServer();
    try {
      const first = await place.start();
      await first.page.getByTestId('show-machines').click();
      await first.page.getByTestId('queue-remember').check();
      await connect(first.page, server.url);
      await expect(first.page.getByTestId('queue-where')).toBeVisible();
      await first.close();

      const second = await place.start();
      await expect.poll(async () => (await ask<{ state: string }>(second.page, 'queue.get', {})).state).toBe('connected');
      await second.close();

      await server.kill();
      const third = await place.start();
      await third.page.getByTestId('show-machines').click();
      await expect(third.page.getByTestId('queue-refusal')).toContainText(`Nobody answers at the queue redis://127.0.0.1:${server.port}`);
    } finally {
      await server.stop();
    }
  });
});
