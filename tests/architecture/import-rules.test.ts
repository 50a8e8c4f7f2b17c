import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const rulesFile = join(root, 'tests/architecture/dependency-rules.cjs');
const rules = (createRequire(import.meta.url)(rulesFile) as { forbidden: { name: string }[] }).forbidden.map((rule) => rule.name);

interface Violation {
  rule: { name: string };
  from: string;
  to: string;
}

/** Runs dependency-cruiser with the project's rules over a tree, as `npm run imports` does. */
async function violationsIn(tree: string): Promise<{ violations: Violation[]; modules: number }> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const folders = ['core', 'electron', 'renderer'].filter((folder) => existsSync(join(tree, folder)));
  const stdout = await new Promise<string>((done, fail) => {
    execFile(process.execPath, [cruiser, '--config', rulesFile, '--output-type', 'json', ...folders], { cwd: tree, maxBuffer: 1 << 28 }, (error, out, problems) => {
      // Violations make it exit with their number; a broken configuration prints no JSON.
      if (out.startsWith('{')) done(out);
      else fail(new Error(`dependency-cruiser failed: ${problems || error?.message}`));
    });
  });
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[]; totalCruised: number } };
  return { violations: summary.violations, modules: summary.totalCruised };
}

test('the project keeps its import rules', async () => {
  const { violations, modules } = await violationsIn(root);
  expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  expect(modules).toBeGreaterThan(50);
});

/** For each rule, a file that breaks it and what the file imports. */
const breaches: Record<string, [file: string, source: string]> = {
  'no-cycles': ['core/cycle/one.ts', "import '../cycle/two.ts';"],
  'contract-imports-zod-only': ['core/contract/breach.ts', "import '../science.ts';"],
  'core-knows-no-window': ['core/breach-electron.ts', "import '../electron/main/index.ts';"],
  'core-uses-no-page-libraries': ['core/breach-svelte.ts', "import 'svelte';"],
  'core-imports-no-dev-dependencies': ['core/breach-dev.ts', "import 'dev-only';"],
  'window-knows-only-the-contract': ['renderer/app/breach-core.ts', "import '../../core/science.ts';"],
  'window-is-sandboxed': ['renderer/app/breach-electron.ts', "import 'electron';"],
  'window-uses-no-node': ['renderer/app/breach-node.ts', "import 'node:fs';"],
  'graph3d-knows-no-svelte': ['renderer/graph3d/breach.ts', "import 'svelte';"],
  'electron-knows-no-window-code': ['electron/main/breach-page.ts', "import '../../renderer/app/page.ts';"],
  'preload-imports-types-only': ['electron/preload/breach.ts', "import '../../core/contract/fine.ts';"],
  'host-and-main-apart': ['electron/host/breach.ts', "import '../main/index.ts';"],
  'main-computes-nothing': ['electron/main/breach-core.ts', "import '../../core/science.ts';"],
  'one-sqlite-driver': ['core/breach-driver.ts', "import 'libsql';"],
  'engines-alone-know-their-libraries': ['core/breach-engine.ts', "import 'onnxruntime-node';"],
  'one-queue': ['core/breach-queue.ts', "import 'bullmq';"],
  'nothing-unresolved': ['core/breach-nowhere.ts', "import './nowhere.ts';"],
  'not-to-tests': ['core/breach-tests.ts', "import '../tests/some.ts';"],
};

describe('a breach is reported', () => {
  let tree: string;
  let found: Violation[];

  beforeAll(async () => {
    tree = mkdtempSync(join(tmpdir(), 'basinscope-imports-'));
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), text);
    };
    const dependencies = ['zod', 'libsql', 'onnxruntime-node', 'bullmq'];
    const devDependencies = ['svelte', 'electron', 'dev-only'];
    const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
    write('package.json', JSON.stringify({ name: 'tree', type: 'module', dependencies: versions(dependencies), devDependencies: versions(devDependencies) }));
    write('tsconfig.json', '{ "compilerOptions": { "module": "ESNext", "moduleResolution": "bundler", "allowImportingTsExtensions": true, "noEmit": true } }');
    for (const name of [...dependencies, ...devDependencies]) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      write(`node_modules/${name}/index.js`, 'module.exports = {};');
    }
    // What keeps the rules, and must not be reported.
    write('core/science.ts', 'export const science = 1;');
    write('core/contract/fine.ts', "import 'zod'; export interface Fine { x: number } export const fine = 1;");
    write('core/store/database.ts', "import 'libsql';");
    write('core/engines/onnxruntime/engine.ts', "import 'onnxruntime-node';");
    write('core/queue/queue.ts', "import 'bullmq';");
    write('core/cycle/two.ts', "import './one.ts';");
    write('electron/main/index.ts', "import 'electron'; import '../../core/contract/fine.ts';");
    write('electron/host/index.ts', "import '../../core/science.ts';");
    write('electron/preload/index.ts', "import 'electron'; import type { Fine } from '../../core/contract/fine.ts'; export const x: Fine = { x: 1 };");
    write('renderer/app/page.ts', "import 'svelte'; import '../../core/contract/fine.ts'; import '../graph3d/view.ts';");
    write('renderer/graph3d/view.ts', 'export const view = 1;');
    write('tests/some.ts', 'export const some = 1;');
    for (const [file, source] of Object.values(breaches)) write(file, source);
    found = (await violationsIn(tree)).violations;
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test('every rule has a breach here', () => {
    expect(Object.keys(breaches).sort()).toEqual([...rules].sort());
  });

  test.each(Object.entries(breaches))('%s', (rule, [file]) => {
    expect(found.filter((violation) => violation.rule.name === rule).map((violation) => violation.from)).toContain(file);
  });

  test('what keeps the rules is not reported', () => {
    const broken = new Set([...Object.values(breaches).map(([file]) => file), 'core/cycle/two.ts']);
    expect(found.filter((violation) => !broken.has(violation.from))).toEqual([]);
  });
});
