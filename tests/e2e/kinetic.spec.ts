import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { root, screenshot, test } from './program.ts';

test('a kinetic map is cut by the slider, seen in three trees and inspected set by set', async ({ place }) => {
  execFileSync(process.execPath, [join(root, 'tests/e2e/made-kinetic-map.mjs'), join(place.folder, 'workspace'), '8', '40'], { cwd: root });
  const { app, page, complaints } = await place.start();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await page.getByText('blocks', { exact: true }).last().click();
  const bar = page.getByTestId('set-bar');
  await expect(bar).toHaveAttribute('data-sets', '8');
  await expect(page.getByTestId('graph3d')).toHaveAttribute('data-basins', '8');
  await expect(page.getByTestId('energy-gain')).toContainText('Pixel graph');
  await screenshot(page, 'kinetic-overview');

  // The slider: by keys, by a proposed number, and all the way; graph and tree follow.
  const slider = page.getByTestId('set-slider');
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(bar).toHaveAttribute('data-sets', '7');
  await expect(page.getByTestId('graph3d')).toHaveAttribute('data-basins', '7');
  await page.keyboard.press('End');
  await expect(bar).toHaveAttribute('data-sets', '64');
  await screenshot(page, 'kinetic-64-sets');
  await page.getByTestId('set-mark-8').click();
  await expect(bar).toHaveAttribute('data-sets', '8');
  await expect(page.getByTestId('set-timescale')).toContainText('steps');

  // A set that is selected stays with its largest part, and comes back into the whole.
  await page.getByTestId('tree').focus();
  await page.keyboard.press('Home');
  const inspector = page.getByTestId('inspector');
  const before = await inspector.getAttribute('data-basin');
  await slider.fill('1');
  await expect(bar).toHaveAttribute('data-sets', '1');
  await expect(inspector).not.toHaveAttribute('data-basin', before!);
  await slider.fill('8');
  await expect(bar).toHaveAttribute('data-sets', '8');
  await expect(inspector).toHaveAttribute('data-basin', /\d+/);
  await expect(page.getByTestId('set-strength')).toContainText('%');
  await page.getByTestId('member-form').getByText('Inherent').click();
  await expect(page.getByTestId('member-0')).toBeVisible();

  // Three trees, each with its sentence.
  for (const [kind, words] of [['sets', 'Nested sets'], ['freeEnergy', 'Free energy'], ['potential', 'Potential energy']] as const) {
    await page.getByTestId('tree-kind').locator(`[data-value="${kind}"]`).click();
    await expect(page.getByTestId('tree-words')).toContainText(words);
    await expect(page.getByTestId('tree').locator('[role="option"]')).toHaveCount(8);
    await screenshot(page, `kinetic-tree-${kind}`);
  }
  await page.getByTestId('graph-barriers').locator('[data-value="graph"]').click();
  await page.getByTestId('neighbours').locator('[data-testid^="neighbour-"]').first().click();
  await expect(page.getByTestId('path-panel')).toBeVisible();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1920, 1080));
  await screenshot(page, 'kinetic-path');
  expect(complaints).toEqual([]);
});
