import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Carries out a command of the packaged program and ends the program with its exit code: nothing of a window is begun. */
export async function carryOut(args: readonly string[], resources: string): Promise<never> {
  // Read by core/cli/resources.ts, which finds no folder beside it within the package.
  process.env['BASINSCOPE_RESOURCES'] = resources;
  // A program of its own (electron/command-line): this process imports nothing that computes.
  const { runCommand } = (await import(pathToFileURL(join(import.meta.dirname, 'command-line.js')).href)) as { runCommand: (args: readonly string[]) => Promise<number> };
  process.exit(await runCommand(args));
}
