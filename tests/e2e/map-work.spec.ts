import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { endless, longer, mapOf, startMap, statusOf } from './asking.ts';
import { screenshot, test } from './program.ts';

/** A map that will run for a while, opened in the window. */
async function openRunning(page: Page, settings: object): Promise<string> {
  const id = await startMap(page, settings, 'Caught in the midst');
  await page.reload();
  await page.getByTestId('map-item').filter({ hasText: 'Caught in the midst' }).click();
  await expect(page.getByTestId('job-panel')).toHaveAttribute('data-status', 'running');
  return id;
}

const panel = (page: Page) => page.getByTestId('job-panel');

test('a map is cancelled after asking, keeps what it found and cannot go on', async ({ place }) => {
  const { page } = await place.start();
  const id = await openRunning(page, endless);
  await expect(page.locator('[data-testid^="tree-leaf-"]').first()).toBeVisible({ timeout: 60_000 });
  await page.getByTestId('map-cancel').click();
  await expect(page.getByTestId('confirm-dialog')).toContainText('Caught in the midst');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('confirm-dialog')).toBeHidden();
  expect(await statusOf(page, id)).not.toBe('cancelled');
  await page.getByTestId('map-cancel').click();
  await page.getByTestId('confirm-action').click();
  await expect(panel(page)).toBeHidden();
  expect(await statusOf(page, id)).toBe('cancelled');
  const { basins } = await mapOf(page, id);
  expect(basins).toBeGreaterThan(0);
  await expect(page.locator('[data-testid^="tree-leaf-"]')).toHaveCount(basins);
});

test('a map that fails says why and what to do, and goes on once the cause is gone', async ({ place }) => {
  const { page } = await place.start();
  const id = await openRunning(page, longer);
  await page.getByTestId('map-pause').click();
  await expect(panel(page)).toHaveAttribute('data-status', 'paused');
  const { seconds } = await mapOf(page, id);
  await expect(panel(page)).not.toContainText('0.0 s');
  expect(seconds).toBeGreaterThan(0);

  const weights = join(place.folder, 'workspace', 'potentials');
  const kept = join(place.folder, 'kept');
  // The workspace may come with potentials of its own: all of them are damaged, the mapped one among them.
  const files = readdirSync(weights).filter((name) => name.endsWith('.safetensors'));
  for (const name of files) {
    copyFileSync(join(weights, name), `${kept}-${name}`);
    writeFileSync(join(weights, name), 'no weights');
  }
  await page.getByTestId('map-resume').click();
  await expect(panel(page)).toHaveAttribute('data-status', 'failed');
  await expect(panel(page).getByTestId('error-banner')).toContainText(/potentials.*safetensors/);
  await expect(panel(page).getByTestId('error-banner')).toContainText('Try again');
  await page.mouse.move(5, 5);
  await page.waitForTimeout(400);
  await screenshot(page, 'map-failed');

  for (const name of files) copyFileSync(`${kept}-${name}`, join(weights, name));
  await page.getByTestId('map-resume').click();
  await expect(panel(page)).toBeHidden({ timeout: 120_000 });
  expect(await mapOf(page, id)).toMatchObject({ status: 'done', basins: 8 });
});

test('a paused map is there after a restart, opens again, and is resumed to its end', async ({ place }) => {
  const first = await place.start();
  const id = await openRunning(first.page, longer);
  await expect(first.page.locator('[data-testid^="tree-leaf-"]').first()).toBeVisible({ timeout: 60_000 });
  await first.page.getByTestId('map-pause').click();
  await expect(panel(first.page)).toHaveAttribute('data-status', 'paused');
  const before = await mapOf(first.page, id);
  await first.close();

  const { page } = await place.start();
  await expect(page.getByTestId('map-workspace')).toHaveAttribute('data-map', id);
  await expect(panel(page)).toHaveAttribute('data-status', 'paused');
  await expect(page.locator('[data-testid^="tree-leaf-"]')).toHaveCount(before.basins);
  await page.getByTestId('map-resume').click();
  await expect(panel(page)).toBeHidden({ timeout: 120_000 });
  const after = await mapOf(page, id);
  expect(after).toMatchObject({ status: 'done', basins: 8 });
  expect(after.seconds).toBeGreaterThanOrEqual(before.seconds);
});
