import { spawn } from 'node:child_process';
import { closeSync, cpSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { electronCommand, fixtures, hostPid, oneProgram, root, screenshot, test } from './program.ts';
import { countPotentials } from './window.ts';

type Reply = Promise<{ ok: boolean; error?: { title: string; message: string } }>;

/** What the tests need of core/contract/bridge.ts inside the page, where nothing can be imported. */
interface PageWindow {
  basinscope: {
    request(name: string, ask: unknown): Reply;
    onHostState(listener: (state: { state: string; message: string }) => void): void;
    onOpenFile(listener: (path: string) => void): void;
  };
  reply: Reply;
  heard: { state: string; message: string }[];
  opened: string[];
}

async function workspaceAnswers(page: Page): Promise<boolean> {
  return page.evaluate(async () => (await (window as unknown as PageWindow).basinscope.request('workspace.get', {})).ok);
}

test('a compute host that is killed is started again, and the window is told', async ({ place }) => {
  const { app, page } = await place.start();
  expect(await workspaceAnswers(page)).toBe(true);
  await page.evaluate(() => {
    const here = window as unknown as PageWindow;
    here.heard = [];
    here.basinscope.onHostState((state) => here.heard.push(state));
  });
  const before = await hostPid(app);
  expect(before).toBeDefined();
  process.kill(before!, 'SIGKILL');
  await expect.poll(() => page.evaluate(() => (window as unknown as PageWindow).heard.map(({ state }) => state))).toEqual(['restarting', 'ready']);
  expect(await hostPid(app)).not.toBe(before);
  expect(await workspaceAnswers(page)).toBe(true);
});

test('what was asked of a host that is gone is answered with an error, not with silence', async ({ place }) => {
  const { app, page } = await place.start();
  expect(await workspaceAnswers(page)).toBe(true);
  const pid = (await hostPid(app))!;
  process.kill(pid, 'SIGSTOP');
  // The second one is refused by the main process at once: by then the first is on its way to the host.
  await page.evaluate(async () => {
    const here = window as unknown as PageWindow;
    here.reply = here.basinscope.request('workspace.get', {});
    await here.basinscope.request('map.get', {});
  });
  process.kill(pid, 'SIGKILL');
  const { ok, error } = await page.evaluate(() => (window as unknown as PageWindow).reply);
  expect(ok).toBe(false);
  expect(error?.title).toMatch(/broke off/);
  expect(error?.message).toMatch(/not been done/);
});

test('a page whose process is killed is loaded again, in a new process', async ({ place }) => {
  const { app, page } = await place.start();
  expect(await workspaceAnswers(page)).toBe(true);
  // Asked of the main process: Playwright holds the new page's scripts back until it is told of a page that it takes for dead.
  const standing = () =>
    app.evaluate(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!;
      return { pid: webContents.isCrashed() ? 0 : webContents.getOSProcessId(), url: webContents.getURL() };
    });
  const before = await standing();
  expect(before.pid).toBeGreaterThan(0);
  process.kill(before.pid, 'SIGKILL');
  await expect.poll(async () => (await standing()).pid).not.toBe(before.pid);
  await expect.poll(async () => (await standing()).pid).toBeGreaterThan(0);
  expect((await standing()).url).toBe(before.url);
});

test.describe('in one program', () => {
  const shared = oneProgram();

  test('a page that is loaded again goes on asking', async () => {
    const { page } = shared();
    await page.reload();
    expect(await workspaceAnswers(page)).toBe(true);
  });

  test('the menu has the program’s commands', async () => {
    const { app } = shared();
    const items = await app.evaluate(({ Menu }) =>
      ['open-potential', 'open-recent', 'new-map', 'export', 'fit-view', 'show-shortcuts'].map((id) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById(id);
        return [id, item?.accelerator ?? null];
      }),
    );
    expect(items).toEqual([
      ['open-potential', 'CmdOrCtrl+O'],
      ['open-recent', null],
      ['new-map', 'CmdOrCtrl+M'],
      ['export', 'CmdOrCtrl+E'],
      ['fit-view', 'CmdOrCtrl+0'],
      ['show-shortcuts', 'CmdOrCtrl+/'],
    ]);
  });

  test('the menu shows what cannot be chosen, as the window stands', async () => {
    const { app, page } = shared();
    const enabled = () => app.evaluate(({ Menu }) => ['open-potential', 'new-map', 'export', 'fit-view'].filter((id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.enabled));
    await expect(page.locator('[data-testid^="tree-leaf-"]').first()).toBeVisible();
    await expect.poll(enabled).toEqual(['open-potential', 'new-map', 'export', 'fit-view']);
    // The potential of the map in view: no map is in view then.
    await page.locator('header nav button.crumb').click();
    await expect(page.getByTestId('map-workspace')).toBeHidden();
    await expect.poll(enabled).toEqual(['open-potential', 'new-map']);
  });

  test('a second start hands its file to the first and ends', async () => {
    const { page } = shared();
    await page.evaluate(() => {
      const here = window as unknown as PageWindow;
      here.opened = [];
      here.basinscope.onOpenFile((path) => here.opened.push(path));
    });
    const file = join(fixtures, 'toy-random.pth');
    const { command, args } = electronCommand(shared().folder, [file]);
    const code = await new Promise<number | null>((resolve, reject) => {
      const second = spawn(command, args, { stdio: 'ignore', env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined } });
      second.on('error', reject);
      second.on('exit', resolve);
    });
    expect(code).toBe(0);
    await expect.poll(() => page.evaluate(() => (window as unknown as PageWindow).opened)).toEqual([file]);
  });
});

test('the window comes back where it was', async ({ place }) => {
  const first = await place.start();
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setBounds({ x: 60, y: 50, width: 1010, height: 700 }));
  await first.page.waitForTimeout(300);
  await first.close();
  const second = await place.start();
  const bounds = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getNormalBounds());
  expect(bounds).toMatchObject({ width: 1010, height: 700 });
  const smallest = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getMinimumSize());
  expect(smallest).toEqual([900, 600]);
});

test('a damaged workspace is rescued, and what became of it is said; one of a newer program is refused and left as it is', async ({ place }) => {
  const workspace = join(place.folder, 'workspace');
  const file = join(workspace, 'workspace.sqlite');
  cpSync(join(root, 'resources/workspace'), workspace, { recursive: true });
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(4096, 0xab), 0, 4096, 4096 * 3000);
  closeSync(handle);
  const damaged = readFileSync(file);
  const first = await place.start();
  await expect(first.page.getByTestId('rescue-maps')).toContainText(/of 5 maps whole; 5 potentials/);
  await screenshot(first.page, 'rescued-workspace');
  const keptAs = (await first.page.getByTestId('rescue-path').textContent())!.trim();
  expect(readFileSync(keptAs).equals(damaged)).toBe(true);
  await first.page.getByTestId('rescue-close').click();
  await expect(first.page.getByTestId('rescue-dialog')).toBeHidden();
  expect(await countPotentials(first.page)).toBe(5);
  await first.close();

  const newer = openSync(file, 'r+');
  writeSync(newer, Buffer.of(0, 0, 0, 99), 0, 4, 60);
  closeSync(newer);
  const before = readFileSync(file);
  const second = await place.start();
  await expect(second.page.getByTestId('host-banner')).toContainText('was written by a newer Basinscope');
  await expect(second.page.getByTestId('rescue-dialog')).toHaveCount(0);
  await second.close();
  expect(readFileSync(file).equals(before)).toBe(true);
});
