import { expect, type ElectronApplication, type Page } from '@playwright/test';

/** The next open dialogs of the system answer with this file (null: cancelled). */
export async function answerOpenDialog(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] });
  }, path);
}

/** The next save dialogs of the system answer with this file. */
export async function answerSaveDialog(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
}

/** How many potentials the workspace holds, asked of the program: the list in the window may still be loading. */
export async function countPotentials(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { basinscope } = window as unknown as { basinscope: { request(name: string, ask: object): Promise<{ answer: { potentials: unknown[] } }> } };
    return (await basinscope.request('workspace.get', {})).answer.potentials.length;
  });
}

/** Drops a file of the disk on the middle of the window, as the system would. */
export async function dropFile(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const drag = { x: Math.round(width / 2), y: Math.round(height / 2), data: { items: [], files: [path], dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...drag });
  await session.detach();
}

/** Answers the import dialog for a file whose ε is not recorded. */
export async function confirmImport(page: Page, epsilon: string): Promise<void> {
  await expect(page.getByTestId('import-dialog')).toBeVisible();
  await page.getByTestId('import-epsilon').fill(epsilon);
  await page.getByTestId('import-confirm').click();
  await expect(page.getByTestId('import-dialog')).toBeHidden();
}

/** Whether any basin's row, and which, is `mark`: selected (aria-selected) or pointed at (its class). */
export async function basinWith(page: Page, mark: 'selected' | 'hovered'): Promise<number | null> {
  const rows = page.locator(mark === 'selected' ? '[data-testid^="basin-row-"][aria-selected="true"]' : '[data-testid^="basin-row-"].over');
  if ((await rows.count()) === 0) return null;
  return Number((await rows.first().getAttribute('data-testid'))!.replace('basin-row-', ''));
}

/** Looks over the 3D graph until the mouse is on a basin other than `not`; clicks it and returns its id. */
export async function clickBasinInGraph(page: Page, not: number | null): Promise<number> {
  const box = (await page.getByTestId('graph3d').boundingBox())!;
  for (let y = box.y + box.height * 0.15; y < box.y + box.height * 0.9; y += 14) {
    for (let x = box.x + box.width * 0.1; x < box.x + box.width * 0.9; x += 14) {
      await page.mouse.move(x, y);
      const found = await basinWith(page, 'hovered');
      if (found === null || found === not) continue;
      await page.mouse.click(x, y);
      return found;
    }
  }
  throw new Error('The mouse met no basin anywhere on the 3D graph.');
}

/** One basin is selected everywhere at once: list, tree and inspector (the graph has no DOM to look at). */
export async function expectSelected(page: Page, basin: number): Promise<void> {
  await expect(page.getByTestId(`basin-row-${basin}`)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId(`tree-leaf-${basin}`)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('inspector')).toHaveAttribute('data-basin', String(basin));
  await expect(page.locator('[data-testid^="tree-leaf-"][aria-selected="true"]')).toHaveCount(1);
}
