import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The command line's program of this run, for `node`. */
    program: string;
  }
}

const root = resolve(import.meta.dirname, '../../..');
let folder: string | null = null;

/**
 * Bundles the command line of this checkout, once per run of vitest, as the packaged program has it. bin/basinscope.mjs has its sources
 * translated one by one, which costs a second of every process and of every compute thread, and the tests start some two hundred. What
 * differs between the two is the start: telemetry.test.ts and the queue's command-line.test.ts start the sources.
 */
export async function setup(project: TestProject): Promise<void> {
  mkdirSync(join(root, 'test-results'), { recursive: true });
  // Inside the checkout, from where its packages are found.
  folder = mkdtempSync(join(root, 'test-results', 'command-line-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { main: join(root, 'core/cli/main.ts'), 'compute-thread': join(root, 'core/pieces/threads/compute-thread.ts') },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  const program = join(folder, 'basinscope.js');
  writeFileSync(program, `process.env.BASINSCOPE_RESOURCES ??= ${JSON.stringify(join(root, 'resources'))};\nconst { main } = await import('./main.js');\nprocess.exitCode = await main(process.argv.slice(2));\n`);
  project.provide('program', program);
}

export function teardown(): void {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}
