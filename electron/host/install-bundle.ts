import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../core/store/make-folder.ts';

/**
 * The first start's workspace: a copy of the one the program comes with (potentials with ready maps). A workspace that is there
 * already is left as it is. The copy is made beside and renamed, so that a program killed meanwhile leaves none or a whole one.
 */
export function installBundle(bundle: string, workspace: string): void {
  if (!existsSync(bundle) || (existsSync(workspace) && readdirSync(workspace).length > 0)) return;
  // Node's own recursive mkdir answers that there is no such folder where a disk can only be read.
  makeFolder(dirname(workspace));
  const beside = join(dirname(workspace), `.${process.pid}-new-workspace`);
  try {
    cpSync(bundle, beside, { recursive: true });
    rmSync(workspace, { recursive: true, force: true });
    renameSync(beside, workspace);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
