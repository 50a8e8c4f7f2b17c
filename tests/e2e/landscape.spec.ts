import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { decode } from 'fast-png';
import { fixtures, oneProgram, root, screenshot, test } from './program.ts';
import { answerOpenDialog, answerSaveDialog, clickBasinInGraph, confirmImport, countPotentials, dropFile, expectSelected } from './window.ts';

const toy = join(fixtures, 'toy-gmm-trained.pth');

/** Steps of the start that the program told, in the order in which it did. */
function toldSteps(said: readonly string[]): string[] {
  return said.filter((line) => line.startsWith('start-mark ')).map((line) => (JSON.parse(line.slice('start-mark '.length)) as { step: string }).step);
}

test('the first start opens on the bundled workspace: its potentials, a ready map in view, before anything else begins', async ({ place }) => {
  const { page, complaints, said } = await place.start({ env: { BASINSCOPE_START_MARKS: '1' } });
  await expect.poll(() => toldSteps(said)).toEqual(expect.arrayContaining(['page told', 'engines looked for']));
  const steps = toldSteps(said);
  // What takes both cores for a while waits for the picture; the picture does not wait for it.
  expect(steps.indexOf('window painted')).toBeLessThan(steps.indexOf('engines looked for'));
  expect(steps.indexOf('bundle installed')).toBeLessThan(steps.indexOf('window painted'));
  expect(steps.filter((step) => step.startsWith('page: ')).slice(0, 7)).toEqual(['page: script runs', 'page: mounted', 'page: workspace known', 'page: landscape known', 'page: drawn', 'page: painted', 'page: usable']);
  await expect(page.getByTestId('potential-item')).toHaveCount(5);
  await expect(page.getByTestId('map-item')).toHaveCount(5);
  await expect(page.getByTestId('tree')).toBeVisible();
  expect(await page.locator('[data-testid^="tree-leaf-"]').count()).toBeGreaterThan(2);
  await screenshot(page, 'bundled-first');
  for (const [index, item] of (await page.getByTestId('map-item').all()).entries()) {
    await item.click();
    await expect(page.getByTestId('tree')).toBeVisible();
    await page.locator('[data-testid^="basin-row-"]').first().click();
    await expect(page.getByTestId('member-0')).toBeVisible();
    await page.waitForTimeout(800);
    await screenshot(page, `bundled-map-${index + 1}`);
  }
  expect(complaints).toEqual([]);
});

test('a potential is opened by the dialog, mapped to the end, looked at and exported', async ({ place }) => {
  const { app, page, complaints } = await place.start();
  const before = await countPotentials(page);
  await answerOpenDialog(app, toy);
  await page.getByTestId('open-potential').first().click();
  await expect(page.getByTestId('import-dialog')).toBeVisible();
  await screenshot(page, 'import-dialog');
  await confirmImport(page, '0.125');
  expect(await countPotentials(page)).toBe(before + 1);
  await expect(page.getByTestId('potential-item')).toHaveCount(before + 1);

  await page.getByTestId('new-map').first().click();
  await expect(page.getByTestId('map-settings')).toBeVisible();
  await screenshot(page, 'map-settings');
  await page.getByTestId('map-start').click();
  await expect(page.getByTestId('progress')).toBeVisible();
  // The graph and the tree grow while it runs.
  await expect(page.locator('[data-testid^="tree-leaf-"]').first()).toBeVisible({ timeout: 60_000 });
  await page.getByTestId('map-pause').click();
  await expect(page.getByTestId('job-panel')).toHaveAttribute('data-status', 'paused');
  await screenshot(page, 'map-paused');
  await page.getByTestId('map-resume').click();
  await expect(page.getByTestId('job-panel')).toHaveAttribute('data-status', 'running');
  await screenshot(page, 'map-running');
  await expect(page.getByTestId('job-panel')).toBeHidden({ timeout: 120_000 });

  // The eight wells of the reference's table.
  await expect(page.locator('[data-testid^="tree-leaf-"]')).toHaveCount(8);
  await page.locator('[data-testid^="basin-row-"]').first().click();
  const inList = Number(await page.getByTestId('inspector').getAttribute('data-basin'));
  await expectSelected(page, inList);
  const leaf = page.locator('[data-testid^="tree-leaf-"]:not([aria-selected="true"])').first();
  const inTree = Number((await leaf.getAttribute('data-testid'))!.replace('tree-leaf-', ''));
  await leaf.click();
  await expectSelected(page, inTree);
  const inGraph = await clickBasinInGraph(page, inTree);
  await expectSelected(page, inGraph);
  await expect(page.getByTestId('neighbours')).toBeVisible();
  await expect(page.getByTestId('member-0')).toBeVisible();
  await screenshot(page, 'map-graph');

  await page.getByTestId('graph-kind').getByText('Surface').click();
  await expect(page.getByTestId('graph3d')).toHaveAttribute('data-kind', 'surface');
  await page.waitForTimeout(1500);
  await screenshot(page, 'map-surface');

  for (const [format, start] of [['svg', '<svg'], ['json', '{'], ['map-svg', '<svg'], ['members', 'state,source']] as const) {
    const file = join(place.folder, `tree.${format}`);
    await answerSaveDialog(app, file);
    await page.getByTestId('export-menu').click();
    await page.getByTestId(`export-menu-${format}`).click();
    await expect.poll(() => existsSync(file)).toBe(true);
    await expect.poll(() => readFileSync(file, 'utf8').replace(/^<\?xml[^>]*>\s*/, '')).toMatch(new RegExp(`^${start}`));
  }
  // What is seen: the 3D view, and the path of a pair.
  const pixels = (file: string): { width: number; height: number; colours: number } => {
    const { width, height, data, channels } = decode(readFileSync(file));
    return { width, height, colours: new Set(Array.from({ length: 4000 }, (_, i) => data.slice(Math.floor((i * width * height) / 4000) * channels, Math.floor((i * width * height) / 4000) * channels + 3).join())).size };
  };
  const picture = async (id: string): Promise<ReturnType<typeof pixels>> => {
    const file = join(place.folder, `${id}.png`);
    await answerSaveDialog(app, file);
    await page.getByTestId('export-menu').click();
    await page.getByTestId(`export-menu-${id}`).click();
    await expect.poll(() => existsSync(file)).toBe(true);
    await page.waitForTimeout(300);
    copyFileSync(file, join(root, 'test-results', `exported-${id}.png`));
    return pixels(file);
  };
  const view = await picture('view');
  const box = (await page.getByTestId('graph3d').boundingBox())!;
  expect([view.width, view.height]).toEqual([Math.round(box.width), Math.round(box.height)]);
  expect(view.colours).toBeGreaterThan(20);
  await page.locator('[data-testid^="neighbour-"]').first().click();
  await expect(page.getByTestId('path-profile')).toBeVisible();
  expect((await picture('path')).colours).toBeGreaterThan(5);
  expect(complaints).toEqual([]);
});

test('at 150 % on 1280 × 800 nothing is cut off, and the View menu zooms', async ({ place }) => {
  const { app, page } = await place.start();
  await expect(page.getByTestId('inspector')).toBeVisible();
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window!.setContentSize(1280, 800);
    window!.webContents.setZoomFactor(1.5);
  });
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(853);
  for (const part of ['new-map', 'theme', 'inspector', 'export-menu', 'tree'] as const) {
    const box = await page.getByTestId(part).evaluate((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { left, top, right, bottom };
    });
    expect([part, box.left >= 0, box.top >= 0, box.right <= 853.5, box.bottom <= 534]).toEqual([part, true, true, true, true]);
  }
  const roles = await app.evaluate(({ Menu }) => Menu.getApplicationMenu()!.items.flatMap(({ submenu }) => submenu?.items.map(({ role }) => role?.toLowerCase()) ?? []));
  expect(roles).toEqual(expect.arrayContaining(['zoomin', 'zoomout', 'resetzoom']));
});

test.describe('in one program', () => {
  const shared = oneProgram();

  test('basins are found by what is written, and the others hidden in list, tree and graph', async () => {
    const { page, complaints } = shared();
    const row = page.locator('[data-testid^="basin-row-"]');
    await expect(row.first()).toBeVisible();
    const leaves = page.locator('[data-testid^="tree-leaf-"]');
    await expect(leaves).toHaveCount(11);
    await page.keyboard.press('Control+f');
    await expect(page.getByTestId('find-basins')).toBeFocused();
    await page.keyboard.type('n>=100');
    await expect(leaves).not.toHaveCount(11);
    const shown = await leaves.count();
    expect(shown).toBeGreaterThan(1);
    await expect(row).toHaveCount(shown);
    const first = (await row.first().getAttribute('data-testid'))!.replace('basin-row-', '');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('inspector')).toHaveAttribute('data-basin', first);
    await page.waitForTimeout(600);
    await screenshot(page, 'find-basins');
    await page.getByTestId('find-close').click();
    await expect(leaves).toHaveCount(11);
    expect(complaints).toEqual([]);
  });

  test('a potential is opened by dropping its file on the window', async () => {
    const { page } = shared();
    await expect(page.getByTestId('open-potential').first()).toBeVisible();
    await dropFile(page, join(fixtures, 'vanilla-gray-random-legacy.pth'));
    await expect(page.getByTestId('import-dialog')).toContainText('vanilla');
    const before = await countPotentials(page);
    await confirmImport(page, '0.01');
    await expect(page.getByTestId('potential-item')).toHaveCount(before + 1);
  });

  test('a file that is no potential is refused with its name and the reason', async () => {
    const { page } = shared();
    await expect(page.getByTestId('open-potential').first()).toBeVisible();
    const before = await countPotentials(page);
    const bad = join(shared().folder, 'cut-short.safetensors');
    writeFileSync(bad, Uint8Array.of(200, 1, 0, 0, 0, 0, 0, 0, 123));
    await dropFile(page, bad);
    await expect(page.getByTestId('import-dialog').getByTestId('error-banner')).toContainText('cut-short.safetensors');
    await screenshot(page, 'bad-file');
    expect(await countPotentials(page)).toBe(before);
  });
});

test('after a restart everything is there, and the map that was open opens again', async ({ place }) => {
  const first = await place.start();
  await answerOpenDialog(first.app, join(fixtures, 'toy-random.pth'));
  await first.page.getByTestId('open-potential').first().click();
  await confirmImport(first.page, '0');
  const potentials = await countPotentials(first.page);
  const title = await first.page.title();
  await first.close();
  const second = await place.start();
  await expect(second.page.getByTestId('potential-item')).toHaveCount(potentials);
  await expect(second.page).toHaveTitle(title);
});

test('a potential named on the command line is asked about at once', async ({ place }) => {
  const { page } = await place.start({ args: [toy] });
  await expect(page.getByTestId('import-dialog')).toContainText('toy');
});

test('a bundle named on the command line shows its map, is saved again, is here once, and is computed again', async ({ place }) => {
  const { app, page } = await place.start({ args: [join(fixtures, '..', 'bundles', 'minimum.basinscope')] });
  await expect(page).toHaveTitle(/^minimum/);
  await expect(page.getByTestId('info-banner').filter({ hasText: '“minimum” came from a bundle' })).toBeVisible();
  const maps = await page.getByTestId('map-item').count();

  const saved = join(place.folder, 'again.basinscope');
  await answerSaveDialog(app, saved);
  await page.getByTestId('export-menu').click();
  await page.getByTestId('export-menu-bundle').click();
  await expect(page.getByTestId('info-banner').filter({ hasText: 'Saved as a bundle' })).toContainText('again.basinscope');
  await dropFile(page, saved);
  await expect(page.getByTestId('info-banner').filter({ hasText: '“minimum” is here already' })).toBeVisible();
  await expect(page.getByTestId('map-item')).toHaveCount(maps);

  await page.getByTestId('info-banner').filter({ hasText: 'is here already' }).getByTestId('notice-action').click();
  await expect(page.getByTestId('replay-dialog')).toContainText('basinscope replay');
  await page.getByTestId('replay-start').click();
  // To the bit where it was made; elsewhere within the bounds.
  await expect(page.getByTestId('replay-verdict')).toHaveText(/The same, to the bit|Agrees/, { timeout: 60_000 });
  await screenshot(page, 'replay');
});
