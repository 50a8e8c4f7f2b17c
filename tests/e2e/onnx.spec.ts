import { join } from 'node:path';
import { expect } from '@playwright/test';
import { mapsOf, statusOf } from './asking.ts';
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
  // Its layers are drawn, with what they give out, and where the channels are was seen.
  await expect(page.getByTestId('layers')).toContainText('16 × 8 × 8');
  await expect(page.getByTestId('graph-layout').getByRole('radio', { name: 'first (NCHW)' })).toBeChecked();
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

  await expect(page.getByTestId('import-choices')).toContainText('U is −log Σ exp of the logits “logits”');
  await expect(page.getByTestId('import-choices')).toContainText('channels first');
  await expect(page.getByTestId('layers')).toContainText('−log Σ exp of the logits');

  // From the form to the end: a kinetic map of few digits.
  await page.getByTestId('map-it').click();
  await page.getByRole('radio', { name: 'Data set' }).click();
  await page.getByTestId('data-bundled-mnist').click();
  await expect(page.getByTestId('setting-method').getByRole('radio', { name: 'Kinetic map' })).toBeChecked();
  await page.getByTestId('setting-states').fill('40');
  await page.getByTestId('setting-epsilon').fill('0.05');
  await page.getByTestId('map-name').fill('Digits by a classifier');
  await expect(page.getByTestId('map-start')).toBeEnabled({ timeout: 20_000 });
  await page.getByTestId('map-start').click();
  await expect(page.getByTestId('map-settings')).toBeHidden();
  const map = (await mapsOf(page)).find(({ name }) => name === 'Digits by a classifier')!;
  await expect.poll(() => statusOf(page, map.id), { timeout: 120_000 }).toBe('done');
  expect(map.settings).toMatchObject({ method: 'kinetic', states: 40 });
  await expect(page.getByTestId('set-bar')).toBeVisible();
  await expect(page.getByTestId('graph3d')).toBeVisible();
  await screenshot(page, 'onnx-map');
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
  const refusal = page.getByTestId('error-banner');
  await expect(refusal).toContainText('One node of this graph cannot be imported');
  await expect(refusal.locator('li')).toHaveText(/^\/Loop\s*Loop\s*Loops are not supported\.\s*Trace the model instead/);
  await expect(page.getByTestId('graph-facts')).toContainText('Loop');
  await expect(page.getByTestId('import-confirm')).toHaveCount(0);
});
