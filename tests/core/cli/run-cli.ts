import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

/** The command line of this checkout (tests/bundled-programs.ts), for `node`. */
export const program = join(inject('programs'), 'basinscope.js');
/** The same from its sources, as a checkout starts it. */
export const sources = fileURLToPath(new URL('../../../bin/basinscope.mjs', import.meta.url));

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/reference/${name}`, import.meta.url));
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as its own process; `watch` sees the process and what it has said on stderr so far. */
export function runCli(args: readonly string[], watch?: (child: ChildProcess, stderr: string) => void): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
      watch?.(child, stderr);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** What a command run with --json printed: exactly one JSON object, on one line. */
export function jsonOf(outcome: Outcome): Record<string, unknown> {
  if (outcome.code !== 0) throw new Error(`exit code ${String(outcome.code)}: ${outcome.stderr}`);
  if (outcome.stdout.trimEnd().includes('\n')) throw new Error(`more than one line: ${outcome.stdout}`);
  return JSON.parse(outcome.stdout) as Record<string, unknown>;
}
