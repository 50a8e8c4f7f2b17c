import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, type Page } from '@playwright/test';
import { decodePng, encodePng } from '../../core/formats/png.ts';
import { ask, mapsOf, statusOf } from './asking.ts';
import { root, screenshot, test } from './program.ts';
import { measureSmoothness } from './tracing.ts';
import { dropFile } from './window.ts';

/**
 * Flies to some sets in turn and reads the gray in the middle of their nodes in the 3D graph; beside it that of the sets' pictures in the landscape: 4 × 4
 * pixels, so that the middle is the mean of the inner four. With 7 or 8 sets every third picture is the first of a row of the texture.
 */
async function middlesOfNodes(page: Page, map: string, sets: number): Promise<{ seen: number[]; meant: number[] }> {
  const { ids, meant } = await page.evaluate(async ([id, count]) => {
    type Answer = { basins: { id: number }[]; images: { pixels: Uint8Array } };
    const { basinscope } = window as unknown as { basinscope: { request(name: string, ask: object): Promise<{ answer: Answer }> } };
    const { basins, images } = (await basinscope.request('map.landscape', { map: id, sets: count })).answer;
    const some = basins.map((_, at) => at).filter((at) => at % 3 === 0);
    return { ids: some.map((at) => basins[at]!.id), meant: some.map((at) => [5, 6, 9, 10].reduce((sum, pixel) => sum + images.pixels[16 * at + pixel]! / 4, 0)) };
  }, [map, sets] as const);
  const box = (await page.getByTestId('graph3d').boundingBox())!;
  const seen: number[] = [];
  for (const id of ids) {
    await page.getByTestId(`basin-row-${id}`).dblclick();
    // The flight's 600 ms, and some for a slow machine.
    await page.waitForTimeout(900);
    const { pixels, channels } = decodePng(await page.screenshot({ clip: { x: Math.round(box.x + box.width / 2) - 1, y: Math.round(box.y + box.height / 2) - 1, width: 2, height: 2 } }), 'the middle');
    seen.push([0, 1, 2, 3].reduce((sum, at) => sum + pixels[at * channels]! / 4, 0));
  }
  return { seen, meant };
}

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

  // Every node shows its own set's picture, at one cut and at the next.
  const { id: map } = (await mapsOf(page)).find(({ name }) => name === 'blocks')!;
  for (const sets of [8, 7]) {
    await slider.fill(String(sets));
    await expect(page.getByTestId('graph3d')).toHaveAttribute('data-basins', String(sets));
    // Sets part and melt.
    await page.waitForTimeout(700);
    const { seen, meant } = await middlesOfNodes(page, map, sets);
    for (const [at, gray] of meant.entries()) expect(Math.abs(seen[at]! - gray), `${sets} sets: nodes ${seen.join()}, pictures ${meant.join()}`).toBeLessThan(6);
  }

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

/** A digit of the bundled images as a file of its own, as somebody would drop it. */
function digitFile(folder: string, index: number): string {
  const images = gunzipSync(readFileSync(join(root, 'resources/data/mnist/t10k-images-idx3-ubyte.gz')));
  const pixels = new Uint8Array(images.subarray(16 + index * 784, 16 + (index + 1) * 784));
  const path = join(folder, `digit-${index}.png`);
  writeFileSync(path, encodePng({ width: 28, height: 28, channels: 1, pixels }));
  return path;
}

test('a kinetic map is made from the dialog to the end, its sets are watched, and images are located on it', async ({ place }) => {
  const { app, page, complaints } = await place.start();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  const { id } = await ask<{ id: string }>(page, 'potential.import', { path: join(root, 'resources/potentials/mnist-convergent-small.safetensors'), name: 'Digits to map', trainEpsilon: 0.02 });
  await page.reload();
  await page.locator(`[data-testid="potential-item"][data-id="${id}"]`).click();

  // An image has nowhere to be looked for yet: what to do is said, and nothing is opened.
  const digit = digitFile(place.folder, 7);
  await dropFile(page, digit);
  await expect(page.getByText('An image is looked for on a kinetic map')).toBeVisible();
  await expect(page.getByTestId('import-dialog')).toBeHidden();

  await page.getByTestId('map-it').click();
  const method = (name: string) => page.getByTestId('setting-method').getByRole('radio', { name });
  await expect(method('Kinetic map')).toBeVisible();
  await expect(method('Attraction–diffusion placing')).toBeVisible();
  await expect(method('Local minima')).toBeVisible();
  await method('Kinetic map').click();
  await expect(page.getByTestId('setting-quenchSteps').or(page.getByRole('button', { name: /more setting/ })).first()).toBeVisible();
  await expect(page.getByTestId('setting-burnIn')).toHaveCount(0);
  await page.getByTestId('setting-start').getByText('Data set').click();
  await page.getByTestId('data-bundled-mnist').click();
  await expect(page.getByTestId('data-fields')).toContainText('10,000 states');
  await page.getByTestId('setting-states').fill('120');
  await page.getByTestId('setting-sampleSteps').fill('20');
  await expect(page.getByTestId('map-start')).toBeEnabled();
  await screenshot(page, 'kinetic-dialog');
  await page.getByTestId('map-start').click();
  await expect(page.getByTestId('map-settings')).toBeHidden();
  await expect(page.getByTestId('map-workspace')).toBeVisible();
  await expect(page.locator('body')).not.toContainText('0 basins');
  const { id: map } = (await mapsOf(page)).at(-1)!;
  await expect.poll(() => statusOf(page, map), { timeout: 120_000 }).toBe('done');
  await expect(page.getByTestId('set-bar')).toBeVisible();
  await expect(page.locator(`[data-testid="map-item"][data-id="${map}"]`)).toContainText('sets');
  expect((await mapsOf(page)).at(-1)!.settings).toMatchObject({ method: 'kinetic', start: 'data', states: 120 });

  // Do the sets hold? It explains itself, runs, and says so with numbers.
  await page.getByTestId('set-slider').fill('4');
  await expect(page.getByTestId('set-bar')).toHaveAttribute('data-sets', '4');
  await page.getByRole('tab', { name: 'Do they hold?' }).click();
  const hold = page.getByTestId('hold-panel');
  await expect(hold).toContainText('Unbiased Langevin chains');
  await page.getByTestId('hold-steps').fill('200');
  await page.getByTestId('hold-chains').fill('24');
  await page.getByTestId('hold-start').click();
  await expect(page.getByTestId('hold-cancel')).toBeVisible();
  await expect(hold).toHaveAttribute('data-status', 'done', { timeout: 120_000 });
  await expect(page.getByTestId('hold-verdict')).toContainText('24 chains');
  await expect(page.getByTestId('hold-shares')).toBeVisible();
  await page.getByTestId('hold-sight').getByRole('radio', { name: 'Timescales' }).click();
  await expect(page.getByTestId('hold-timescales')).toBeVisible();
  await screenshot(page, 'kinetic-hold');
  // Other sets have not been watched.
  await page.getByTestId('set-slider').fill('5');
  await expect(page.getByTestId('hold-form')).toBeVisible();

  // An image is dropped, another chosen by its index, a third pasted; each is let go of again.
  await dropFile(page, digit);
  const located = page.getByTestId('locate-panel');
  await expect(located).toHaveAttribute('data-basin', /\d+/);
  await expect(located.getByRole('list', { name: 'Membership' })).toContainText('%');
  await expect(page.getByTestId('way-own')).toContainText('To the representative');
  await screenshot(page, 'kinetic-locate');
  await page.getByTestId('locate-way').getByRole('radio', { name: 'To the next' }).click();
  await expect(page.getByTestId('way-next')).toContainText('To the next set');
  await page.getByTestId('locate-close').click();
  await expect(page.getByTestId('hold-form')).toBeVisible();
  await page.keyboard.press('Control+l');
  await page.getByTestId('locate-index').fill('10001');
  await page.getByTestId('locate-data').click();
  await expect(page.getByTestId('locate-trouble')).toBeVisible();
  await page.getByTestId('locate-close').click();
  await app.evaluate(({ clipboard, nativeImage }, path) => clipboard.writeImage(nativeImage.createFromPath(path)), digit);
  await page.getByTestId('tree').focus();
  await page.keyboard.press('Control+v');
  await expect(located).toHaveAttribute('data-basin', /\d+/);
  expect((await mapsOf(page)).at(-1)!.states).toBe(120);
  expect(complaints).toEqual([]);
});

test('the slider follows the hand from 2 sets to 64 and back', async ({ place }, info) => {
  execFileSync(process.execPath, [join(root, 'tests/e2e/made-kinetic-map.mjs'), join(place.folder, 'workspace'), '10', '100'], { cwd: root });
  const { app, page, complaints } = await place.start();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await page.getByText('blocks', { exact: true }).last().click();
  const bar = page.getByTestId('set-bar');
  const slider = page.getByTestId('set-slider');
  await slider.fill('2');
  await expect(bar).toHaveAttribute('data-sets', '2');
  await page.waitForTimeout(1500);
  const box = (await slider.boundingBox())!;
  const at = (sets: number): number => box.x + 7 + ((sets - 1) / 63) * (box.width - 14);
  const y = box.y + box.height / 2;
  const { tasks, framesPerSecond, words } = await measureSmoothness(app, page, join(place.folder, 'trace.json'), async () => {
    await page.mouse.move(at(2), y);
    await page.mouse.down();
    for (const sets of [...Array.from({ length: 62 }, (_, i) => i + 3), ...Array.from({ length: 62 }, (_, i) => 63 - i)]) {
      await page.mouse.move(at(sets), y);
      await page.waitForTimeout(40);
    }
    await page.mouse.up();
    await expect(bar).toHaveAttribute('data-sets', '2');
  });
  info.annotations.push({ type: 'measured', description: words });
  console.log(words);
  expect(tasks.length).toBeGreaterThan(100);
  expect(tasks[0]!).toBeLessThan(50);
  expect(framesPerSecond).toBeGreaterThan(20);
  expect(complaints).toEqual([]);
});
