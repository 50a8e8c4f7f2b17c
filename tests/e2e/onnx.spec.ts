import { join } from 'node:path';
import { expect } from '@playwright/test';
import { ask, short, statusOf } from './asking.ts';
import { root, screenshot, test } from './program.ts';
import { answerOpenDialog, countPotentials } from './window.ts';

const onnx = join(root, 'tests/fixtures/onnx');

test('an ONNX classifier is opened as an energy: the questions, the sign, the map', async ({ place }) => {
  const { app, page, complaints } = await place.start();
  const before = await countPotentials(page);
  await answerOpenDialog(app, join(onnx, 'digit_classifier.onnx'));
  await page.getByTestId('open-potential').first().click();
  const dialog = page.getByTestId('import-dialog');
  await expect(page.getByTestId('graph-facts')).toContainText('logits');
  await expect(page.getByTestId('graph-facts')).toContainText('MaxPool');
  // Ten numbers a state were read as logits; as an energy they are one too many.
  await expect(page.getByTestId('graph-output')).toHaveValue('logits');
  await page.getByTestId('graph-output').selectOption('energy');
  await expect(page.getByTestId('graph-hint')).toContainText('10 numbers');
  await expect(page.getByTestId('import-confirm')).toBeDisabled();
  await page.getByTestId('graph-output').selectOption('logits');
  await expect(page.getByTestId('sign-check')).toHaveAttribute('data-verdict', /fits|reversed/, { timeout: 60_000 });
  await expect(page.getByTestId('sign-check').getByRole('img', { name: 'Histogram of U: data and noise' })).toBeVisible();
  await expect(page.getByTestId('import-epsilon')).toHaveCount(0);
  await screenshot(page, 'onnx-import');
  await page.getByTestId('import-confirm').click();
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId('potential-page')).toContainText('digit_classifier');
  expect(await countPotentials(page)).toBe(before + 1);

  const { potentials } = await ask<{ potentials: { id: string; name: string }[] }>(page, 'workspace.get', {});
  const { id: potential } = potentials.find(({ name }) => name === 'digit_classifier')!;
  const { id } = await ask<{ id: string }>(page, 'map.start', { potential, name: 'Digits by a classifier', settings: { ...short, method: 'placing', states: 16, epsilon: 0.05 }, dataset: null, labels: null });
  await expect.poll(() => statusOf(page, id), { timeout: 180_000 }).toBe('done');
  await page.getByTestId('map-item').filter({ hasText: 'Digits by a classifier' }).click();
  await expect(page.getByTestId('graph3d')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a sign that is wrong is seen, a further input is asked for, and a loop is refused by its name', async ({ place }) => {
  const { app, page } = await place.start();
  const open = async (file: string): Promise<void> => {
    await answerOpenDialog(app, join(onnx, file));
    await page.getByTestId('open-potential').first().click();
    await expect(page.getByTestId('import-dialog')).toBeVisible();
  };
  // Of an energy and its negative, one has data higher than noise, and is asked about.
  await open('selections.onnx');
  const check = page.getByTestId('sign-check');
  const verdicts: (string | null)[] = [];
  for (const output of ['energy', 'negative']) {
    await page.getByTestId('graph-output').selectOption(output);
    const other = verdicts[0] === 'fits' ? /reversed/ : verdicts[0] === 'reversed' ? /fits/ : /fits|reversed/;
    await expect(check).toHaveAttribute('data-verdict', other, { timeout: 60_000 });
    const verdict = await check.getAttribute('data-verdict');
    await expect(check.getByText('Is the sign right?', { exact: true })).toHaveCount(verdict === 'reversed' ? 1 : 0);
    verdicts.push(verdict);
  }
  expect(verdicts.toSorted()).toEqual(['fits', 'reversed']);
  await page.getByRole('button', { name: 'Cancel' }).click();

  await open('time_conditioned.onnx');
  await expect(page.getByTestId('graph-hint')).toContainText('Give t a value');
  await page.getByTestId('graph-input-t').fill('0.4');
  await expect(page.getByTestId('graph-hint')).toHaveCount(0);
  await expect(page.getByTestId('import-confirm')).toBeEnabled({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Cancel' }).click();

  await open('refuse_loop.onnx');
  await expect(page.getByTestId('error-banner')).toContainText('node "/Loop" (Loop)');
});
