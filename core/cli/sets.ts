import type { Command } from 'commander';
import { originOf } from '../pictures/origin.ts';
import { mapCaption } from '../store/map-caption.ts';
import { readLandscape } from '../store/read-landscape.ts';
import { openWorkspace } from '../store/workspace.ts';
import { CommandError } from './command-error.ts';
import { findMap } from './find-map.ts';
import { kineticJson, readKineticFindings } from './kinetic-json.ts';
import { wholeFlag } from './number-flags.ts';
import { printJson } from './output.ts';
import { printSets } from './sets-text.ts';

interface SetsFlags {
  readonly sets?: number;
  readonly map?: string;
  readonly json?: boolean;
}

function showSets(folder: string, { sets, map: name, json }: SetsFlags): void {
  const workspace = openWorkspace(folder, { create: false });
  try {
    const map = findMap(workspace, name);
    const landscape = readLandscape(workspace, map.id, sets ?? null);
    const { kinetic } = landscape;
    if (kinetic === undefined) throw new CommandError(`${map.name} has no nested sets of states to choose from: it is no kinetic map, or its graph is not done.`);
    if (json === true) {
      printJson({ ...kineticJson(landscape, readKineticFindings(workspace, landscape)), ...originOf(mapCaption(workspace, map.id)) });
      return;
    }
    printSets(landscape);
  } finally {
    workspace.close();
  }
}

/** `sets MAP`: another number of sets of a finished kinetic map, from what it keeps. */
export function addSetsCommand(program: Command): void {
  program
    .command('sets')
    .description('shows a finished kinetic map at another number of sets')
    .argument('<map>', 'the folder that a map was written to')
    .option('--sets <n>', 'how many sets (default: the map’s own number)', wholeFlag({ least: 1 }))
    .option('--map <name>', 'name or id of the map, where the folder holds several (default: the newest)')
    .option('--json', 'one JSON object on stdout')
    .action(showSets);
}
