import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLE_ENDING } from '../../core/contract/bundle.ts';

/**
 * Files named on a command line that was given in `folder`, of kinds that the window opens.
 * Electron passes its own switches and the program's folder along; neither is one.
 */
export function filesOfCommandLine(argv: readonly string[], folder: string): string[] {
  return argv
    .slice(1)
    .filter((argument) => !argument.startsWith('-'))
    .map((argument) => resolve(folder, pathOf(argument)))
    .filter((path) => isOpened(path) && isFile(path));
}

/** Whether a file's name says that it holds a potential or is a bundle. */
export function isOpened(path: string): boolean {
  return /\.(pth|pt|safetensors|onnx)$/i.test(path) || path.toLowerCase().endsWith(BUNDLE_ENDING);
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
