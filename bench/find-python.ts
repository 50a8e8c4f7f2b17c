import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
/** Ignored by git; what `npm run bench -- --setup` makes. */
const ownFolder = join(root, '.bench', 'python');
const ownPython = windows ? join(ownFolder, 'Scripts', 'python.exe') : join(ownFolder, 'bin', 'python');

/** What its reader can do something about. */
export class PythonError extends Error {
  override readonly name = 'PythonError';
}

/** A Python that has PyTorch, and where it was found. */
export interface FoundPython {
  readonly path: string;
  readonly from: string;
}

/**
 * The Python that `BASINSCOPE_PYTHON` names, else that of the benchmark's own virtual environment, else the system's (Debian packages
 * python3-torch for it); null where none has PyTorch. Throws PythonError where BASINSCOPE_PYTHON names one without it: that is never passed over.
 */
export function findPython(): FoundPython | null {
  const named = process.env['BASINSCOPE_PYTHON'];
  if (named !== undefined && named !== '') {
    if (!hasTorch(named)) throw new PythonError(`BASINSCOPE_PYTHON is ${named}, which is no Python with PyTorch.`);
    return { path: named, from: 'BASINSCOPE_PYTHON' };
  }
  if (existsSync(ownPython) && hasTorch(ownPython)) return { path: ownPython, from: '.bench/python' };
  // Another may come first on PATH than the one that Debian's packages are for.
  const system = windows ? 'python' : '/usr/bin/python3';
  return hasTorch(system) ? { path: system, from: 'the system\'s Python' } : null;
}

/** Makes the benchmark's own virtual environment with the newest PyTorch, or brings it up to date. Throws PythonError that says what failed. */
export function setUpPython(print: (line: string) => void): void {
  const run = (program: string, args: readonly string[], what: string): void => {
    const { status, error } = spawnSync(program, args, { stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new PythonError(`${what} failed${error === undefined ? '' : `: ${error.message}`}.`);
  };
  if (!existsSync(ownPython)) {
    print('Making a virtual environment in .bench/python …');
    run(windows ? 'python' : 'python3', ['-m', 'venv', ownFolder], 'python3 -m venv (Debian has it in python3-venv)');
  }
  print('Installing the newest PyTorch into it …');
  run(ownPython, ['-m', 'pip', 'install', '--quiet', '--upgrade', 'torch', 'numpy'], 'pip install torch numpy');
  const { stdout } = spawnSync(ownPython, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  print(`PyTorch ${stdout.trim()} is in .bench/python: npm run bench compares with it.`);
}

function hasTorch(python: string): boolean {
  return spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
}
