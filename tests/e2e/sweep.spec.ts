import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ask } from './asking.ts';
import { fixtures, screenshot, test } from './program.ts';
import { answerSaveDialog } from './window.ts';

const cell = (page: Page, place: number) => page.getByTestId(`sweep-cell-${place}`);
const panel = (page: Page) => page.getByTestId('sweep-panel');

test('a sweep is planned, fills its grid, stands still and goes on, says what failed, opens its cells, and is written as a picture', async ({ place }) => {
  const { app, page, complaints } = await place.start();
  await ask(page, 'potential.import', { path: join(fixtures, 'toy-gmm-trained.pth'), name: 'Toy', trainEpsilon: 0.125 });
  await page.reload();
  await page.getByTestId('potential-item').filter({ hasText: 'Toy' }).click();
  await page.getByTestId('new-sweep').click();
  await expect(page.getByTestId('sweep-start')).toBeEnabled();
  await expect(page.getByTestId('sweep-cells')).toContainText('36 cells');

  // Two seeds by three numbers of states, of which the first cannot be: its burn-in is longer.
  await page.getByTestId('sweep-first-setting').selectOption('seed');
  await page.getByTestId('sweep-first-count').fill('2');
  await page.getByTestId('sweep-first-to').fill('2');
  await expect(page.getByTestId('sweep-first-values')).toHaveText('1 · 2');
  await page.getByTestId('sweep-second-setting').selectOption('states');
  await page.getByTestId('sweep-second-spacing').getByText('List').click();
  await page.getByTestId('sweep-second-list').fill('2, 6, 24');
  await page.getByTestId('sweep-settings').click();
  await page.getByTestId('setting-burnIn').fill('4');
  await page.getByTestId('setting-alpha-how').getByText('Number').click();
  await page.getByTestId('setting-alpha').fill('0.5');
  await page.getByTestId('setting-barrierNearest').fill('2');
  await page.getByTestId('sweep-name').fill('Seeds by states');
  await expect(page.getByTestId('sweep-cells')).toContainText('6 cells');
  await expect(page.getByTestId('sweep-start')).toBeEnabled();
  await page.getByTestId('sweep-start').click();

  await expect(page.getByTestId('sweep-grid')).toBeVisible();
  await expect(cell(page, 0)).toHaveAttribute('data-status', 'failed');
  await expect(cell(page, 2)).toHaveAttribute('data-status', 'done');
  await page.getByTestId('sweep-pause').click();
  await expect(panel(page)).toHaveAttribute('data-status', 'paused');
  await expect(page.getByTestId('sweep-row').filter({ hasText: 'does not fit' })).toHaveCount(2);
  const { rows } = await sweepView(page);
  expect(rows.filter(({ status }) => status === 'running')).toEqual([]);
  await page.getByTestId('sweep-resume').click();
  await expect(panel(page)).toHaveAttribute('data-status', 'done');
  await expect(page.getByTestId('sweep-done')).toHaveText('6 of 6');
  await expect(page.getByTestId('sweep-retry')).toHaveText(/Try 2 failed cells again/);
  await page.getByTestId('sweep-retry').click();
  await expect(panel(page)).toHaveAttribute('data-status', 'done');
  await screenshot(page, 'sweep');

  // Its maps are no entries of their own, but open from here and lead back.
  await expect(page.getByTestId('map-item').filter({ hasText: 'Seed' })).toHaveCount(0);
  const basins = await cell(page, 4).textContent();
  await cell(page, 4).click();
  await expect(page.getByTestId('map-workspace')).toBeVisible();
  await expect(page.locator('[data-testid^="basin-row-"]')).toHaveCount(Number(basins));
  await page.getByTestId('to-sweep').click();
  await expect(page.getByTestId('sweep-grid')).toBeVisible();

  const file = join(place.folder, 'diagram.svg');
  await answerSaveDialog(app, file);
  await page.getByTestId('sweep-export').click();
  await page.getByRole('menuitem', { name: /Phase diagram as SVG/ }).click();
  await expect.poll(() => existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain('Seeds by states');
  expect(complaints).toEqual([]);
});

async function sweepView(page: Page): Promise<{ rows: { status: string }[] }> {
  const { sweeps } = await ask<{ sweeps: { id: string }[] }>(page, 'workspace.get', {});
  return ask(page, 'sweep.view', { sweep: sweeps.at(-1)!.id });
}
