import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { exportFiles, withSuffix } from '../pictures/export-files.ts';
import type { ExportFormat } from '../pictures/export-files.ts';
import { mapCaption } from '../store/map-caption.ts';
import { readLandscape, readStateTables } from '../store/read-landscape.ts';
import { openWorkspace } from '../store/workspace.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { CommandError } from './command-error.ts';
import { addEngineFlags } from './engine-flags.ts';
import { findMap } from './find-map.ts';
import { printJson, printLine } from './output.ts';

interface ExportFlags {
  readonly format: ExportFormat;
  readonly out: string;
  readonly map?: string;
  readonly json?: boolean;
}

async function exportMap(folder: string, flags: ExportFlags): Promise<void> {
  const workspace = openWorkspace(folder, { create: false });
  try {
    const map = findMap(workspace, flags.map);
    const out = resolve(flags.out);
    if (statSync(dirname(out), { throwIfNoEntry: false })?.isDirectory() !== true) throw new CommandError(`The folder of --out, ${dirname(out)}, does not exist.`);
    if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === true) throw new CommandError(`--out ${out} is a folder; the name of a file was expected.`);
    const written: string[] = [];
    for (const { content, ...name } of exportFiles(flags.format, readLandscape(workspace, map.id), mapCaption(workspace, map.id), readStateTables(workspace, map.id))) {
      const path = withSuffix(out, name);
      try {
        await writeFileWhole(path, content);
      } catch (error) {
        throw new CommandError(`${path} cannot be written (${error instanceof Error ? error.message : String(error)}). Choose another --out.`, { cause: error });
      }
      written.push(path);
    }
    if (flags.json === true) printJson({ files: written });
    else for (const path of written) printLine(path);
  } finally {
    workspace.close();
  }
}

/** `export MAP`: a map's tree as a picture, or its basins and barriers as data. */
export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('writes a map as a picture (svg, png) or as data (csv: basins, and barriers beside, of a kinetic map also states and nested sets; json; graphml)')
    .argument('<map>', 'the folder that a map was written to')
    .addOption(new Option('--format <format>', 'what to write').choices(['svg', 'png', 'csv', 'json', 'graphml']).makeOptionMandatory())
    .requiredOption('--out <file>', 'the file to write')
    .option('--map <name>', 'name or id of the map, where the folder holds several (default: the newest)')
    .option('--json', 'one JSON object on stdout');
  addEngineFlags(command).action(exportMap);
}
