import type { Command } from 'commander';
import { reportText } from '../store/rescue/report-text.ts';
import { rescueWorkspace } from '../store/rescue/rescue-workspace.ts';
import { StoreError } from '../store/store-error.ts';
import { isWorkspace, WORKSPACE_FILE } from '../store/workspace.ts';
import { printJson } from './output.ts';

async function rescue(folder: string, { json }: { readonly json?: boolean }): Promise<void> {
  const report = await rescueWorkspace(folder);
  if (report === null && !isWorkspace(folder)) throw new StoreError(`${folder} is not a workspace: it holds no ${WORKSPACE_FILE}. Give the folder that a map was written to.`);
  if (json === true) printJson({ damaged: report !== null, ...report });
  else process.stdout.write(report === null ? `${folder} is not damaged.\n` : reportText(report));
}

/** `rescue FOLDER`: what can be read of a damaged workspace, in a new file; the old one is kept. */
export function addRescueCommand(program: Command): void {
  program
    .command('rescue')
    .description('takes what can be read of a damaged map folder or workspace into a new file; the old one is kept')
    .argument('<folder>', 'the folder that a map was written to')
    .option('--json', 'one JSON object on stdout')
    .action(rescue);
}
