import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { exportFormat } from '../contract/export.ts';
import type { ExportFormat } from '../contract/export.ts';
import { mapFiles, writeMapFiles } from '../jobs/map-files.ts';
import type { ExportSource } from '../jobs/map-files.ts';
import { withSuffix } from '../pictures/export-files.ts';
import { openWorkspace } from '../store/workspace.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { CommandError } from './command-error.ts';
import { addEngineFlags } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { findMap } from './find-map.ts';
import { wholeFlag } from './number-flags.ts';
import { makeOutFolder } from './out-folder.ts';
import { printJson, printLine } from './output.ts';

interface ExportFlags extends EngineFlags {
  readonly format: ExportFormat | 'all';
  readonly sets?: number;
  readonly out: string;
  readonly map?: string;
  readonly json?: boolean;
}

async function exportMap(folder: string, flags: ExportFlags): Promise<void> {
  const workspace = openWorkspace(folder, { create: false });
  try {
    const source = { workspace, map: findMap(workspace, flags.map).id, sets: flags.sets ?? null, engine: flags };
    const written = flags.format === 'all' ? await writeMapFiles(source, await makeOutFolder(flags.out)) : await writeFormat(flags.format, source, resolve(flags.out));
    if (flags.json === true) printJson({ files: written });
    else for (const path of written) printLine(path);
  } finally {
    workspace.close();
  }
}

async function writeFormat(format: ExportFormat, source: ExportSource, out: string): Promise<string[]> {
  if (statSync(dirname(out), { throwIfNoEntry: false })?.isDirectory() !== true) throw new CommandError(`The folder of --out, ${dirname(out)}, does not exist.`);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === true) throw new CommandError(`--out ${out} is a folder; the name of a file was expected.`);
  const written: string[] = [];
  for (const { content, ...name } of await mapFiles(format, source)) {
    const path = withSuffix(out, name);
    try {
      await writeFileWhole(path, content);
    } catch (error) {
      throw new CommandError(`${path} cannot be written (${error instanceof Error ? error.message : String(error)}). Choose another --out.`, { cause: error });
    }
    written.push(path);
  }
  return written;
}

/** `export MAP`: a map as pictures, tables and arrays. */
export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('writes a map as a picture (svg, png: the tree; map-svg, map-png: the energy of a plane) or as data (csv: basins, and beside them barriers and members, of a kinetic map nested sets; members; paths: .csv and .npy; representatives: .npy; json; graphml); all: everything that map writes, into a folder')
    .argument('<map>', 'the folder that a map was written to')
    .addOption(new Option('--format <format>', 'what to write').choices([...exportFormat.options, 'all']).makeOptionMandatory())
    .requiredOption('--out <file>', 'the file to write; with all, the folder')
    .option('--sets <n>', 'of a kinetic map: at how many sets (default: the map’s own number)', wholeFlag({ least: 1 }))
    .option('--map <name>', 'name or id of the map, where the folder holds several (default: the newest)')
    .option('--json', 'one JSON object on stdout');
  addEngineFlags(command).action(exportMap);
}
