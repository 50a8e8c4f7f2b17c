import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import type { Plugin } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the programs that tests start by `node`: basinscope.js, and the children that are made to be killed. */
    programs: string;
  }
}

const root = resolve(import.meta.dirname, '..');
const children = ['map-child', 'train-child', 'hold-child'];
let folder: string | null = null;

/**
 * Bundles what tests start as processes from this checkout, once per run of vitest, as the packaged program has its command line.
 * bin/basinscope.mjs has the sources translated one by one, which costs a second of every process and of every compute thread, and the
 * tests start some two hundred. What differs is the start: telemetry.test.ts and the queue's command-line.test.ts start the sources.
 */
export async function setup(project: TestProject): Promise<void> {
  mkdirSync(join(root, 'test-results'), { recursive: true });
  // Inside the checkout, from where its packages are found.
  folder = mkdtempSync(join(root, 'test-results', 'programs-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [placesOfTests()],
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: {
          main: join(root, 'core/cli/main.ts'),
          'compute-thread': join(root, 'core/pieces/threads/compute-thread.ts'),
          ...Object.fromEntries(children.map((name) => [name, join(root, 'tests/core/jobs', `${name}.ts`)])),
        },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  const start = [`process.env.BASINSCOPE_RESOURCES ??= ${JSON.stringify(join(root, 'resources'))};`, "const { main } = await import('./main.js');", 'process.exitCode = await main(process.argv.slice(2));'];
  writeFileSync(join(folder, 'basinscope.js'), `${start.join('\n')}\n`);
  project.provide('programs', folder);
}

export function teardown(): void {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}

/** Tests find their fixtures from where their source lies. */
function placesOfTests(): Plugin {
  return {
    name: 'places-of-tests',
    transform: (code, id) => (id.startsWith(join(root, 'tests')) ? code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)) : null),
  };
}
