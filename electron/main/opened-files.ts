import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Potentials named on a command line that was given in `folder`: arguments that are files of weights.
 * Electron passes its own switches and the program's folder along; neither is one.
 */
export function filesOfCommandLine(argv: readonly string[], folder: string): string[] {
  return argv
    .slice(1)
    .filter((argument) => !argument.startsWith('-'))
    .map((argument) => resolve(folder, pathOf(argument)))
    .filter((path) => isWeightsFile(path) && isFile(path));
}

/** Whether a file's name says that it holds a potential. */
export function isWeightsFile(path: string): boolean {
  return /\.(pth|pt|safetensors|onnx)$/i.test(path);
}

/** Desktops of Linux hand files over as file: URLs. */
function pathOf(argument: string): string {
  try {
    return argument.startsWith('file:') ? fileURLToPath(argument) : argument;
  } catch {
    return argument;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
