import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { encodeNpy } from '../../core/formats/npy.ts';
import { ask, mapsOf, short, startMap, statusOf } from './asking.ts';
import { fixtures, screenshot, test, type Program } from './program.ts';
import { answerOpenDialog } from './window.ts';

const newest = async (page: Page) => (await mapsOf(page)).at(-1)!;

async function openForm({ page }: Program, file: string, trainEpsilon: number, name: string): Promise<string> {
  const { id } = await ask<{ id: string }>(page, 'potential.import', { path: join(fixtures, file), name, trainEpsilon });
  await page.reload();
  await page.locator(`[data-testid="potential-item"][data-id="${id}"]`).click();
  await page.getByTestId('map-it').click();
  await expect(page.getByTestId('map-settings')).toBeVisible();
  await expect(page.getByTestId('map-start')).toBeEnabled();
  return id;
}

test('settings are filled in, warned of where they are set, and what was chosen is what runs', async ({ place }) => {
  const program = await place.start();
  const { page, complaints } = program;
  const potential = await openForm(program, 'toy-gmm-trained.pth', 0.125, 'Eight Gaussians');
  const { settings: defaults } = await ask<{ settings: Record<string, number> }>(page, 'map.defaults', { potential, settings: {}, dataset: null });
  const field = (key: string) => page.getByTestId(`setting-${key}`);
  const start = page.getByTestId('map-start');
  await expect(page.getByTestId('setting-method').getByRole('radio', { name: 'Local minima' })).toBeChecked();
  for (const key of ['states', 'burnIn', 'epsilon', 'patience', 'nearest', 'barrierNearest', 'slots'] as const) {
    await expect(field(key)).toHaveAttribute('placeholder', String(defaults[key]));
  }

  await field('delta').fill('0.05');
  await expect(page.getByTestId('remarks-delta')).toContainText('noise step');
  await field('delta').fill('');
  await expect(page.getByTestId('remarks-delta')).toBeHidden();

  await field('repeats').fill('2.5');
  await expect(page.getByTestId('remarks-repeats')).toContainText('whole number');
  await expect(start).toBeDisabled();
  await field('repeats').fill('2');
  await expect(start).toBeEnabled();

  await page.getByTestId('setting-alpha-how').getByText('Number').click();
  await expect(start).toBeDisabled();
  await field('alpha').fill('20');
  await field('states').fill('40');
  await field('seed').fill('9');
  await page.getByTestId('setting-rank').getByText('Distance').click();
  await expect(page.getByTestId('map-name')).toHaveAttribute('placeholder', 'Minima, α 20, seed 9');
  await expect(page.getByTestId('setting-engine').getByRole('radio').first()).toBeChecked();
  await screenshot(page, 'new-map-changed');
  await start.click();
  await expect(page.getByTestId('map-settings')).toBeHidden();
  await expect(page.getByTestId('map-workspace')).toBeVisible();
  const made = await newest(page);
  expect(made).toMatchObject({ name: 'Minima, α 20, seed 9', dataset: null });
  // 8: a fifth of 40 states.
  expect(made.settings).toMatchObject({ method: 'minimum', start: 'uniform', alpha: 20, states: 40, burnIn: 8, seed: 9, repeats: 2, rank: 'distance', epsilon: 0.125, engine: 'onnxruntime', device: 'cpu' });
  expect(complaints).toEqual([]);
});

test('a map starts from a data set with labels, and a new one like it takes them over', async ({ place }) => {
  const program = await place.start();
  const { app, page } = program;
  await openForm(program, 'vanilla-mnist-trained.pth', 0.015, 'Digits');
  await page.getByTestId('setting-method').getByRole('radio', { name: 'Attraction–diffusion placing' }).click();
  await page.getByTestId('setting-start').getByText('Data set').click();
  await expect(page.getByTestId('map-start')).toBeDisabled();
  await answerOpenDialog(app, join(fixtures, 'expected.json'));
  await page.getByTestId('data-file').click();
  await expect(page.getByTestId('data-fields')).toContainText('expected.json');
  await expect(page.getByTestId('map-start')).toBeDisabled();
  // States far outside the images' range lie above noise: that is said, and keeps nobody from going on.
  const wrong = join(place.folder, 'wrong.npy');
  writeFileSync(wrong, encodeNpy({ dtype: 'float32', shape: [8, 1, 32, 32], values: Float32Array.from({ length: 8 * 1024 }, (_, at) => (at % 3 === 0 ? 9 : -9)) }));
  await answerOpenDialog(app, wrong);
  await page.getByTestId('data-file').click();
  await expect(page.getByTestId('data-doubt')).toContainText(/standard deviations of noise above it; 0 % of 8 states.*right data set\?/);
  await expect(page.getByTestId('map-start')).toBeEnabled();
  await screenshot(page, 'new-map-doubt');
  const states = join(fixtures, 'vanilla-mnist-trained.samples.npy');
  await answerOpenDialog(app, states);
  await page.getByTestId('data-file').click();
  await expect(page.getByTestId('data-fields')).toContainText('vanilla-mnist-trained.samples.npy');
  await expect(page.getByTestId('data-fields')).toContainText('1 × 32 × 32');
  await expect(page.getByTestId('data-fields')).not.toContainText('right data set?');
  await page.getByTestId('setting-states').fill('4');
  await page.getByTestId('setting-sampleSteps').fill('2');
  await page.getByLabel('Place inherent structures').check();
  await screenshot(page, 'new-map-data');
  await expect(page.getByTestId('map-start')).toBeEnabled();
  await page.getByTestId('map-start').click();
  await expect(page.getByTestId('map-workspace')).toBeVisible();
  const made = await newest(page);
  expect(made).toMatchObject({ dataset: states, settings: { start: 'data', method: 'placing', states: 4, sampleSteps: 2, inherent: true, alpha: null } });
  await ask(page, 'map.cancel', { map: made.id });

  await page.locator(`[data-testid="map-item"][data-id="${made.id}"]`).click({ button: 'right' });
  await page.getByTestId('map-item-menu-like').click();
  await expect(page.getByTestId('map-basis')).toHaveValue(made.id);
  await expect(page.getByTestId('setting-states')).toHaveValue('4');
  await expect(page.getByTestId('setting-sampleSteps')).toHaveValue('2');
  await expect(page.getByTestId('data-fields')).toContainText('vanilla-mnist-trained.samples.npy');
  await page.getByTestId('setting-seed').fill('2');
  await page.getByTestId('map-start').click();
  await expect.poll(async () => (await newest(page)).id).not.toBe(made.id);
  const again = await newest(page);
  expect(again.settings).toEqual({ ...made.settings, seed: 2 });
  expect(again).toMatchObject({ dataset: states, labels: made.labels });
  await ask(page, 'map.cancel', { map: again.id });
});

test('the form opens by keyboard at the name, is left by Escape without a trace, and starts by Enter', async ({ place }) => {
  const program = await place.start();
  const { page } = program;
  const first = await startMap(page, short, 'Before');
  await expect.poll(() => statusOf(page, first), { timeout: 120_000 }).toBe('done');
  await page.reload();
  const count = (await mapsOf(page)).length;
  await page.locator(`[data-testid="map-item"][data-id="${first}"]`).click();
  await page.keyboard.press('Control+m');
  await expect(page.getByTestId('map-settings')).toBeVisible();
  await expect(page.getByTestId('map-name')).toBeFocused();
  await page.keyboard.type('Not made');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('map-settings')).toBeHidden();
  expect((await mapsOf(page)).length).toBe(count);
  await page.keyboard.press('Control+m');
  await expect(page.getByTestId('map-start')).toBeEnabled();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('map-settings')).toBeHidden();
  expect(await newest(page)).toMatchObject({ name: 'By keyboard' });
});
