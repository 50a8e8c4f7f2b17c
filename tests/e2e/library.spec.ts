import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { ask, mapsOf, short, startMap, statusOf } from './asking.ts';
import { fixtures, oneProgram, screenshot, test } from './program.ts';
import { answerOpenDialog, confirmImport, countPotentials } from './window.ts';

const toy = join(fixtures, 'toy-gmm-trained.pth');
const map = (page: Page, name: string): Locator => page.getByTestId('map-item').filter({ hasText: name });

async function withMap(page: Page): Promise<string> {
  const id = await startMap(page, short, 'One map');
  await expect.poll(() => statusOf(page, id), { timeout: 120_000 }).toBe('done');
  await page.reload();
  await expect(map(page, 'One map')).toBeVisible();
  return id;
}

test.describe('with a map', () => {
  const shared = oneProgram();
  let id: string;
  test.beforeAll(async () => {
    id = await withMap(shared().page);
  });

  test('a potential’s page shows its facts, its surface, its layers and its maps', async () => {
    const { page, complaints } = shared();
    const { potential } = (await mapsOf(page)).find((one) => one.id === id)!;
    await page.locator(`[data-testid="potential-item"][data-id="${potential}"]`).click();
    const facts = page.getByTestId('potential-facts');
    for (const fact of ['toy', '10,593', '0.125', 'U = F/(ε²/2) = 128 · F', 'e4afc516484e950b']) await expect(facts).toContainText(fact);
    await expect(page.getByTestId('surface-preview')).toBeVisible();
    await expect(page.getByTestId('layers').getByRole('row')).toHaveCount(12);
    await page.waitForTimeout(400);
    await screenshot(page, 'potential-page');
    await page.getByTestId('map-card').filter({ hasText: 'One map' }).click();
    await expect(page.getByTestId('map-workspace')).toHaveAttribute('data-map', id);
    expect(complaints).toEqual([]);
  });

  test('the library is walked and folded by arrow keys, and Enter opens', async () => {
    const { page } = shared();
    const { potential } = (await mapsOf(page)).find((one) => one.id === id)!;
    const item = page.locator(`[data-testid="potential-item"][data-id="${potential}"]`);
    const own = page.locator(`[data-testid="map-item"][data-id="${id}"]`);
    await own.focus();
    await page.keyboard.press('ArrowLeft');
    await expect(item).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(item).toHaveAttribute('aria-expanded', 'false');
    await expect(own).toHaveCount(0);
    await page.keyboard.press('ArrowRight');
    await expect(item).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('potential-page')).toBeVisible();
    await item.focus();
    // Another map of the same potential may come first, where the workspace came with one.
    for (let step = 0; step < 10 && !(await own.evaluate((element) => element === document.activeElement)); step++) await page.keyboard.press('ArrowDown');
    await expect(own).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('map-workspace')).toHaveAttribute('data-map', id);
  });

  test('maps are renamed in place and removed after asking; a potential goes with its maps', async () => {
    const { page } = shared();
    const { potential } = (await mapsOf(page)).find((one) => one.id === id)!;
    await map(page, 'One map').click();
    await page.keyboard.press('F2');
    await page.getByTestId('rename').fill('Another name');
    await page.keyboard.press('Enter');
    await expect(map(page, 'Another name')).toBeFocused();
    await expect.poll(async () => (await mapsOf(page)).find((one) => one.id === id)?.name).toBe('Another name');
    await expect(page).toHaveTitle(/Another name/);

    await map(page, 'Another name').click({ button: 'right' });
    await page.getByTestId('map-item-menu-remove').click();
    await expect(page.getByTestId('confirm-dialog')).toContainText('Another name');
    await page.getByTestId('confirm-action').click();
    await expect(map(page, 'Another name')).toHaveCount(0);
    expect((await mapsOf(page)).some((one) => one.id === id)).toBe(false);
    // What was opened is gone: its potential's page takes its place.
    await expect(page.getByTestId('potential-page')).toBeVisible();

    const before = await countPotentials(page);
    const item = page.locator(`[data-testid="potential-item"][data-id="${potential}"]`);
    await item.focus();
    await page.keyboard.press('Delete');
    await page.getByTestId('confirm-action').click();
    await expect(item).toHaveCount(0);
    expect(await countPotentials(page)).toBe(before - 1);
  });
});

test('weights that are here already are opened, not doubled; files opened lately open again', async ({ place }) => {
  const { app, page } = await place.start();
  await answerOpenDialog(app, toy);
  await page.getByTestId('open-potential').first().click();
  await confirmImport(page, '0.125');
  const before = await countPotentials(page);
  await page.getByTestId('recent-file').filter({ hasText: 'toy-gmm-trained.pth' }).click();
  await expect(page.getByTestId('already-here')).toBeVisible();
  await page.getByTestId('open-known').click();
  await expect(page.getByTestId('import-dialog')).toBeHidden();
  expect(await countPotentials(page)).toBe(before);
  // The same weights with another ε are another potential.
  await page.getByTestId('recent-file').first().click();
  await page.getByTestId('import-name').fill('Colder');
  await confirmImport(page, '0.25');
  expect(await countPotentials(page)).toBe(before + 1);
  await expect(page).toHaveTitle(/Colder/);
});

test('an ε that does not fit is told, and can be corrected; with maps, in a potential of its own', async ({ place }) => {
  const { app, page } = await place.start();
  await answerOpenDialog(app, toy);
  await page.getByTestId('open-potential').first().click();
  await page.getByTestId('import-epsilon').fill('1.25');
  await expect(page.getByTestId('epsilon-check')).toContainText('This ε looks too large', { timeout: 20_000 });
  await screenshot(page, 'epsilon-too-large');
  await page.getByTestId('import-confirm').click();
  await expect(page.getByTestId('potential-facts')).toContainText('1.25');
  await page.getByTestId('change-epsilon-open').click();
  await page.getByTestId('change-epsilon').fill('0.125');
  await expect(page.getByTestId('epsilon-check')).toContainText('nothing speaks against it', { timeout: 20_000 });
  await screenshot(page, 'epsilon-change');
  await page.getByTestId('change-epsilon-confirm').click();
  await expect(page.getByTestId('potential-facts')).toContainText('0.125');
  // The bundled one keeps its ε: another makes a potential with a name of its own.
  const before = await countPotentials(page);
  await page.getByTestId('potential-item').filter({ hasText: 'Eight Gaussians' }).click();
  await page.getByTestId('change-epsilon-open').click();
  await page.getByTestId('change-epsilon').fill('0.05');
  await expect(page.getByTestId('change-epsilon-name')).toHaveValue(/\(ε = 0\.05\)$/);
  await page.getByTestId('change-epsilon-confirm').click();
  await expect(page).toHaveTitle(/ε = 0\.05/);
  expect(await countPotentials(page)).toBe(before + 1);
});

test.describe('in one program', () => {
  const shared = oneProgram();

  test('the tree is walked by keyboard: along its leaves, to either end, and by energy', async () => {
    const { page } = shared();
    const tree = page.getByTestId('tree');
    await expect(page.locator('[data-testid^="tree-leaf-"]').first()).toBeVisible();
    await expect(tree).toHaveAttribute('aria-orientation', 'horizontal');
    const leaves = await page.locator('[data-testid^="tree-leaf-"]').evaluateAll((all) =>
      all.map((leaf) => ({ id: leaf.getAttribute('data-testid')!.replace('tree-leaf-', ''), x: Number(leaf.getAttribute('cx')), y: Number(leaf.getAttribute('cy')) })),
    );
    const [along, low] = [[...leaves].sort((a, b) => a.x - b.x), [...leaves].sort((a, b) => b.y - a.y)];
    const selected = page.locator('[data-testid^="tree-leaf-"][aria-selected="true"]');
    await tree.focus();
    for (const [key, leaf] of [['Home', along[0]], ['ArrowRight', along[1]], ['End', along.at(-1)], ['ArrowLeft', along.at(-2)]] as const) {
      await page.keyboard.press(key);
      await expect(selected, key).toHaveAttribute('data-testid', `tree-leaf-${leaf!.id}`);
    }
    await page.keyboard.press('Escape');
    for (const [key, leaf] of [['ArrowDown', low[0]], ['ArrowDown', low[1]], ['ArrowUp', low[0]]] as const) {
      await page.keyboard.press(key);
      await expect(selected, key).toHaveAttribute('data-testid', `tree-leaf-${leaf!.id}`);
    }
    await expect(tree).toHaveAttribute('aria-activedescendant', `tree-leaf-${low[0]!.id}`);
  });

  test('dialogs open at the field that is needed, or at none, never at their Close', async () => {
    const { app, page } = shared();
    const focused = page.locator(':focus');
    await expect(page.getByTestId('tree')).toBeVisible();
    await answerOpenDialog(app, join(fixtures, 'toy-gmm-trained.pth'));
    await page.keyboard.press('Control+o');
    await expect(page.getByTestId('import-epsilon')).toBeFocused();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+t');
    await expect(page.getByTestId('training-preset')).toBeFocused();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByTestId('shortcuts-dialog')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(focused).toHaveAttribute('aria-label', 'Close');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('shortcuts-dialog')).toBeHidden();
  });

  test('a file that cannot be read is answered in its dialog, where another can be chosen', async () => {
    const { app, page } = shared();
    const bad = join(shared().folder, 'not-weights.pth');
    writeFileSync(bad, 'These are no weights.');
    await answerOpenDialog(app, bad);
    await page.getByTestId('open-potential').first().click();
    const dialog = page.getByTestId('import-dialog');
    await expect(dialog.getByTestId('error-banner')).toContainText(/not-weights\.pth: expected a PyTorch .pth/);
    await screenshot(page, 'import-bad');
    await answerOpenDialog(app, join(fixtures, 'nonlocal-rgb-random.pth'));
    await page.getByTestId('choose-another').click();
    await expect(dialog).toContainText('nonlocal');
    await expect(dialog).toContainText('3 × 32 × 32');
    const confirm = page.getByTestId('import-confirm');
    await expect(confirm).toBeDisabled();
    await page.getByTestId('import-epsilon').fill('-1');
    await expect(dialog).toContainText('Must be at least 0');
    await expect(confirm).toBeDisabled();
    await page.getByTestId('import-epsilon').fill('0');
    await expect(dialog).toContainText('U = F');
    await expect(confirm).toBeEnabled();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    expect(await ask<{ potentials: { trainEpsilon: number; network: { name: string } }[] }>(page, 'workspace.get', {})).toMatchObject({
      potentials: expect.arrayContaining([expect.objectContaining({ trainEpsilon: 0, network: expect.objectContaining({ name: 'nonlocal' }) })]),
    });
  });
});
