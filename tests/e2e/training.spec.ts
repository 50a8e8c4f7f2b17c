import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { root, screenshot, test } from './program.ts';
import { fillQuickTraining, startTraining, updatesShown } from './training.ts';
import { answerOpenDialog, dropFile } from './window.ts';

test('a 2D density is learned from a preset: curves grow, pause and resume, checkpoint, potential, branch, reload', async ({ place }) => {
  const { page, complaints } = await place.start();
  await fillQuickTraining(page, { name: 'Quick Gaussians', updates: 4000 });
  await expect(page.getByTestId('density-preview')).toBeVisible();
  await screenshot(page, 'training-new');
  const first = await startTraining(page);

  // What cannot be done here says why, by mouse and by keyboard.
  const map = page.locator('header').getByTestId('new-map');
  await expect(map).toBeDisabled();
  await map.hover();
  await expect(page.getByRole('tooltip')).toContainText('A training run is in view');
  await map.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('map-settings')).toBeHidden();
  await page.mouse.move(5, 5);

  // Curves grow by the run's own events.
  await expect.poll(() => updatesShown(page), { timeout: 60_000 }).toBeGreaterThan(30);
  const before = await updatesShown(page);
  await expect.poll(() => updatesShown(page)).toBeGreaterThan(before);
  await expect(page.getByTestId('curve-d')).toBeVisible();
  await expect(page.getByTestId('density-learned')).toBeVisible();
  await expect(page.getByTestId('verdict-panel')).toBeVisible();
  await screenshot(page, 'training-running');

  await page.getByTestId('run-pause').click();
  await expect(page.getByTestId('run-panel')).toHaveAttribute('data-status', 'paused');
  // The last updates' rows are asked for by a request of their own, which may still be on its way.
  await page.waitForTimeout(1000);
  const paused = await updatesShown(page);
  await page.waitForTimeout(1500);
  expect(await updatesShown(page)).toBe(paused);
  await page.getByTestId('run-resume').click();
  await expect(page.getByTestId('run-panel')).toHaveAttribute('data-status', 'running');
  await expect.poll(() => updatesShown(page), { timeout: 60_000 }).toBeGreaterThan(paused);

  // A checkpoint by hand says so.
  await page.getByTestId('tab-checkpoints').click();
  await page.getByTestId('checkpoint-now').click();
  const byHand = page.getByTestId('checkpoints').locator('tr', { hasText: 'by hand' });
  await expect(byHand).toHaveCount(1);
  await screenshot(page, 'training-checkpoints');

  // The window keeps nothing: a reload shows the same run with all its updates.
  const seen = await updatesShown(page);
  await page.reload();
  await expect(page.getByTestId('run-workspace')).toHaveAttribute('data-run', first);
  await expect.poll(() => updatesShown(page), { timeout: 60_000 }).toBeGreaterThan(seen);
  await page.getByTestId('run-pause').click();
  await expect(page.getByTestId('run-panel')).toHaveAttribute('data-status', 'paused');

  // A checkpoint opens as a potential.
  const potentials = await page.getByTestId('potential-item').count();
  await byHand.getByTestId('checkpoint-open').click();
  await expect(page.getByTestId('potential-item')).toHaveCount(potentials + 1);
  await expect(page.getByTestId('run-workspace')).toBeHidden();
  await screenshot(page, 'training-potential');

  // Going on from it at a tenth of the rate makes a run of its own.
  await page.getByTestId('run-item').first().click();
  await byHand.getByTestId('checkpoint-branch').click();
  await page.getByTestId('branch-rate').getByRole('radio', { name: 'A tenth' }).click();
  await screenshot(page, 'training-branch');
  await page.getByTestId('branch-start').click();
  await expect(page.getByTestId('run-workspace')).not.toHaveAttribute('data-run', first);
  await expect(page.getByTestId('run-item')).toHaveCount(2);
  await expect.poll(() => updatesShown(page), { timeout: 60_000 }).toBeGreaterThan(5);
  await page.getByTestId('tab-about').click();
  await expect(page.getByTestId('run-about')).toContainText('Quick Gaussians, update');
  expect(complaints).toEqual([]);
});

test('a config with less data noise than Langevin noise opens, and is warned of where it is set', async ({ place }) => {
  const { app, page, complaints } = await place.start();
  const file = join(place.folder, 'narrow.json');
  writeFileSync(
    file,
    JSON.stringify({
      data: 'mnist', num_train_iters: 100, batch_size: 10, im_sz: 32, im_ch: 1, data_epsilon: 0.001, net_type: 'vanilla', optimizer_type: 'adam', lr_init: 1e-4, lr_min: 1e-4, lr_decay: 1,
      epsilon: 0.015, num_shortrun_steps: 10, shortrun_init: 'persistent', log_freq: 10,
    }),
  );
  await answerOpenDialog(app, file);
  await page.getByTestId('train').click();
  await page.getByTestId('training-config-file').click();
  await expect(page.getByTestId('config-epsilon')).toHaveValue('0.015');
  await expect(page.getByTestId('config-dataEpsilon')).toHaveValue('0.001');
  await expect(page.getByTestId('remarks-dataEpsilon')).toContainText('0.015');
  await screenshot(page, 'training-warning');
  await page.getByTestId('config-dataEpsilon').fill('0.03');
  await expect(page.getByTestId('remarks-dataEpsilon')).toBeHidden();

  // How long it would take here is measured.
  await page.getByTestId('training-measure').click();
  await expect(page.getByTestId('training-estimate')).toContainText('about', { timeout: 120_000 });
  await screenshot(page, 'training-estimate');

  // What is no config says so.
  const other = join(place.folder, 'other.json');
  writeFileSync(other, '{"hello": 1}');
  await answerOpenDialog(app, other);
  await page.getByTestId('training-config-file').click();
  await expect(page.getByTestId('error-banner')).toContainText('other.json');

  // Dropped on the window a config opens the same form.
  await page.keyboard.press('Escape');
  await dropFile(page, file);
  await expect(page.getByTestId('config-dataEpsilon')).toHaveValue('0.001');
  expect(complaints).toEqual([]);
});

test('a run that diverges stops, says why, and offers to go on from its last good checkpoint', async ({ place }) => {
  const { page, complaints } = await place.start();
  await fillQuickTraining(page, { name: 'Too fast', updates: 500, steps: 5, batch: 16 });
  await page.getByTestId('phase-0-optimizer').selectOption('sgd');
  await page.getByTestId('phase-0-lrInit').fill('100000');
  await page.getByTestId('phase-0-lrDecay').fill('1');
  await expect(page.getByTestId('remarks-phases')).toContainText('SGD at 100000');
  await startTraining(page);
  await expect(page.getByTestId('run-panel')).toHaveAttribute('data-status', 'failed', { timeout: 120_000 });
  await expect(page.getByTestId('error-banner')).toContainText('diverged');
  await expect.poll(() => updatesShown(page)).toBeGreaterThan(0);
  await expect(page.getByTestId('verdict-panel')).toContainText('Unstable');
  await screenshot(page, 'training-failed');
  await page.getByTestId('offer-lower').click();
  await expect(page.getByTestId('branch-rate').getByRole('radio', { name: 'A tenth' })).toBeChecked();
  await page.getByTestId('branch-start').click();
  await expect(page.getByTestId('run-item')).toHaveCount(2);
  await page.getByTestId('tab-about').click();
  await expect(page.getByTestId('run-about')).toContainText('SGD 10,000');
  expect(complaints).toEqual([]);
});

test('a finished run: long-run test, sampling path, comparison with another', async ({ place }) => {
  const { page, complaints } = await place.start();
  for (const name of ['One', 'Two']) {
    await fillQuickTraining(page, { name, updates: 60, steps: name === 'One' ? 10 : 5, batch: 16 });
    await startTraining(page);
    await expect(page.getByTestId('run-panel')).toHaveAttribute('data-status', 'done', { timeout: 120_000 });
    // The series follows the status by a request of its own.
    await expect.poll(() => updatesShown(page)).toBe(60);
  }
  await page.getByTestId('tab-diagnosis').click();
  await expect(page.getByTestId('ds-histogram')).toBeVisible();
  await expect(page.getByTestId('cross-correlation')).toBeVisible();
  await screenshot(page, 'training-diagnosis');

  await page.getByTestId('tab-long-run').click();
  await page.getByTestId('long-run-steps').fill('200');
  await page.getByTestId('long-run-chains').fill('4');
  await page.getByTestId('long-run-start').click();
  await expect(page.getByTestId('long-run-findings')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByTestId('long-run-energies')).toBeVisible();
  await expect(page.getByTestId('long-run-film').locator('svg').first()).toBeVisible();
  await screenshot(page, 'training-long-run');

  await page.getByTestId('tab-path').click();
  await expect(page.getByTestId('path-energy')).toBeVisible({ timeout: 60_000 });
  const step = page.getByTestId('path-tab').locator('dd').nth(1);
  await expect(step).toContainText('of 5');
  await page.getByTestId('path-scrub').fill('2');
  await expect(step).toHaveText('2 of 5');
  await screenshot(page, 'training-path');

  // Two checkpoints are mapped one after the other.
  const maps = await page.getByTestId('map-item').count();
  await page.getByTestId('tab-checkpoints').click();
  for (const update of [20, 60]) await page.getByTestId(`checkpoint-${update}`).getByRole('checkbox').check();
  await page.getByTestId('map-row').click();
  await page.getByLabel('States to place').fill('5');
  await page.getByTestId('map-row-start').click();
  await expect(page.getByTestId('map-row-dialog')).toBeHidden({ timeout: 60_000 });
  await expect(page.getByTestId('map-item')).toHaveCount(maps + 2);

  await page.getByTestId('compare-runs').click();
  await expect(page.getByTestId('overlay-d')).toBeVisible();
  await expect(page.getByTestId('compare-line').filter({ hasText: 'Langevin steps' })).toContainText('10');
  await expect(page.getByTestId('compare-line').filter({ hasText: 'Batch' })).toHaveCount(0);
  await expect(page.getByTestId('compare-evidence')).toContainText('KL(true ‖ learned)');
  await expect(page.getByTestId('compare-evidence')).toContainText('nats');
  await screenshot(page, 'training-compare');
  expect(complaints).toEqual([]);
});

test('images are learned from a bundled set: samples, bank and data are shown, and a checkpoint goes on to a map', async ({ place }) => {
  const { page, complaints } = await place.start();
  await page.getByTestId('train').click();
  await page.getByTestId('training-preset').selectOption({ label: 'MNIST, convergent (reference)' });
  await page.getByTestId('net').getByRole('radio', { name: 'vanilla' }).click();
  await page.getByTestId('net-width').fill('4');
  await page.getByTestId('config-batchSize').fill('8');
  await page.getByTestId('config-shortRun.steps').fill('3');
  await page.getByTestId('phase-0-updates').fill('12');
  await page.getByTestId('long-run-on').uncheck();
  await startTraining(page);
  await page.getByTestId('tab-samples').click();
  for (const kind of ['shortRun', 'bank', 'data']) await expect(page.getByTestId(`images-${kind}`)).toBeVisible({ timeout: 120_000 });
  await expect(page.getByTestId('run-panel')).toHaveAttribute('data-status', 'done', { timeout: 120_000 });
  await screenshot(page, 'training-images');

  await page.getByTestId('tab-checkpoints').click();
  await page.getByTestId('checkpoint-map').first().click();
  await expect(page.getByTestId('map-settings')).toBeVisible();
  await screenshot(page, 'training-map-this');
  expect(complaints).toEqual([]);
});

test('an imported graph is trained on: the layers that are ticked, and its checkpoint is the graph again', async ({ place }) => {
  const { app, page, complaints } = await place.start();
  await answerOpenDialog(app, join(root, 'tests/fixtures/onnx/mlp_2d.onnx'));
  await page.getByTestId('open-potential').first().click();
  await expect(page.getByTestId('import-confirm')).toBeEnabled({ timeout: 60_000 });
  await page.getByTestId('import-confirm').click();
  await expect(page.getByTestId('potential-page')).toContainText('mlp_2d');
  const layers = await page.getByTestId('layers').locator('tbody tr').count();

  await page.getByTestId('train-on').click();
  await expect(page.getByTestId('prior-network')).toContainText('An imported graph on points of the plane');
  await page.getByTestId('learned-part').getByRole('radio', { name: 'Chosen' }).click();
  const ticks = page.getByTestId('learned-weights').getByRole('checkbox');
  for (let at = 0; at < (await ticks.count()); at++) await ticks.nth(at).uncheck();
  await expect(page.getByTestId('learned-sum')).toContainText('Nothing is ticked');
  await expect(page.getByTestId('training-start')).toBeDisabled();
  await ticks.last().check();
  await expect(page.getByTestId('learned-sum')).toContainText('33 of 3,297 parameters');
  await page.getByTestId('phase-0-updates').fill('30');
  await page.getByTestId('config-shortRun.steps').fill('5');
  await screenshot(page, 'training-on');
  await startTraining(page);
  await expect(page.getByTestId('run-panel')).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  await page.getByTestId('tab-about').click();
  await expect(page.getByTestId('run-about')).toContainText('“mlp_2d”, 2 tensors learned');
  await page.getByTestId('tab-checkpoints').click();
  await page.getByTestId('checkpoint-30').getByTestId('checkpoint-open').click();
  await expect(page.getByTestId('potential-page')).toContainText('from mlp_2d');
  await expect(page.getByTestId('layers').locator('tbody tr')).toHaveCount(layers);
  expect(complaints).toEqual([]);
});
