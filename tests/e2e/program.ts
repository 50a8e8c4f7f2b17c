import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';

export const root = resolve(import.meta.dirname, '../..');
export const fixtures = join(root, 'tests/fixtures/reference');
const shots = join(root, 'test-results');

/** The program, running: its main process and its window's page. */
export interface Program {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What the page complained of: errors, warnings of the content security policy. */
  readonly complaints: string[];
  /** Lines that its processes wrote to stderr. */
  readonly said: string[];
  close(): Promise<void>;
}

/** A place on disk for one test: a fresh user folder and workspace, kept over restarts within the test. */
export interface Place {
  readonly folder: string;
  start(options?: { args?: readonly string[]; env?: Record<string, string> }): Promise<Program>;
}

/** Tests get a `place` of their own; whatever still runs there is ended afterwards. */
export const test = base.extend<{ place: Place }>({
  // Playwright finds out from the pattern which fixtures are needed; this one needs none.
  // eslint-disable-next-line no-empty-pattern
  place: async ({}, use, info) => {
    const folder = mkdtempSync(join(tmpdir(), 'basinscope-e2e-'));
    const running = new Set<Program>();
    await use({
      folder,
      async start(options = {}) {
        const program = await start(folder, options);
        running.add(program);
        return { ...program, close: () => (running.delete(program), program.close()) };
      },
    });
    for (const program of running) {
      if (info.status !== info.expectedStatus) await screenshot(program.page, `failed-${info.title.replace(/\W+/g, '-')}`).catch(() => undefined);
      await program.close();
    }
    rmSync(folder, { recursive: true, force: true });
  },
});

/**
 * One program for all tests of a file or a describe block, in their order, that neither need a workspace nobody has touched nor end the
 * program: every start of it takes seconds.
 */
export function oneProgram(): () => Program & { readonly folder: string } {
  let folder: string;
  let program: Program;
  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'basinscope-e2e-'));
    program = await start(folder, {});
  });
  // eslint-disable-next-line no-empty-pattern
  test.afterEach(async ({}, info) => {
    if (info.status !== info.expectedStatus) await screenshot(program.page, `failed-${info.title.replace(/\W+/g, '-')}`).catch(() => undefined);
  });
  test.afterAll(async () => {
    await program.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => ({ ...program, folder });
}

const asRoot = process.platform === 'linux' && process.getuid?.() === 0;

function programArguments(folder: string, args: readonly string[]): string[] {
  return [`--user-data-dir=${join(folder, 'user')}`, root, ...args];
}

/** How the program is started without Playwright: for a second one beside the first. */
export function electronCommand(folder: string, args: readonly string[]): { command: string; args: string[] } {
  // The official wrapper answers with the path of the Electron to use.
  const command = createRequire(import.meta.url)('electron') as string;
  return { command, args: [...(asRoot ? ['--no-sandbox'] : []), ...programArguments(folder, args)] };
}

async function start(folder: string, { args = [], env = {} }: { args?: readonly string[]; env?: Record<string, string> }): Promise<Program> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE'));
  const app = await _electron.launch({
    // No executablePath: only then does Playwright hold the program's start back until it is connected itself (without that it
    // now and then misses the window and waits for ever). Which Electron: ELECTRON_OVERRIDE_DIST_PATH, set by scripts/test.mjs.
    chromiumSandbox: !asRoot,
    args: programArguments(folder, args),
    cwd: root,
    env: { ...inherited, BASINSCOPE_WORKSPACE: join(folder, 'workspace'), ...env },
  });
  const said: string[] = [];
  const { stderr } = app.process();
  if (stderr) createInterface({ input: stderr }).on('line', (line) => said.push(line));
  const page = await app.firstWindow();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.waitForLoadState();
  return { app, page, complaints, said, close: () => app.close() };
}

/** Process id of the compute host. */
export async function hostPid(app: ElectronApplication): Promise<number | undefined> {
  const metrics = await app.evaluate(({ app: main }) => main.getAppMetrics().map(({ pid, name, type }) => ({ pid, name, type })));
  return metrics.find(({ name, type }) => type === 'Utility' && /compute host/i.test(name ?? ''))?.pid;
}

/** Keeps a picture of the window in test-results/. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
