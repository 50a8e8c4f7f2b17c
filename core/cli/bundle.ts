import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { bundleMap } from '../bundles/map-bundle.ts';
import { bundleRun } from '../bundles/run-bundle.ts';
import { BUNDLE_ENDING } from '../contract/bundle.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { isWorkspace, openWorkspace } from '../store/workspace.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { decodeBundle } from '../bundles/bundle-file.ts';
import { CommandError } from './command-error.ts';
import { findMap } from './find-map.ts';
import { printJson, printLine } from './output.ts';
import { resourcesFolder } from './resources.ts';

interface BundleFlags {
  readonly out: string;
  readonly map?: string;
  readonly withData?: boolean;
  readonly withoutData?: boolean;
  readonly allCheckpoints?: boolean;
  readonly json?: boolean;
}

async function bundle(folder: string, flags: BundleFlags): Promise<void> {
  const out = resolve(flags.out.toLowerCase().endsWith(BUNDLE_ENDING) ? flags.out : `${flags.out}${BUNDLE_ENDING}`);
  if (statSync(dirname(out), { throwIfNoEntry: false })?.isDirectory() !== true) throw new CommandError(`The folder of --out, ${dirname(out)}, does not exist.`);
  const bytes = await made(folder, flags);
  const { manifest } = await decodeBundle(bytes, out);
  await writeFileWhole(out, bytes);
  if (flags.json === true) {
    printJson({ file: out, bytes: bytes.length, kind: manifest.kind, data: manifest.data, parts: manifest.parts });
    return;
  }
  const { data } = manifest;
  printLine(`${out}: ${manifest.parts.length} parts, ${bytes.length} bytes.`);
  if (data !== null) printLine(`Data: ${data.name}, ${data.included ? 'in the bundle' : data.withProgram !== null ? 'which come with the program' : 'not in the bundle: whoever replays it needs them too (--with-data takes them along)'}.`);
  if (data !== null && data.sha256 === null) printLine('The data were not there to be looked at: a replay cannot tell whether it has the same.');
}

async function made(folder: string, { map, withData, withoutData, allCheckpoints }: BundleFlags): Promise<Buffer> {
  const options = { resources: resourcesFolder, withData: withData === true ? true : withoutData === true ? false : null };
  const run = new RunFolder(folder);
  if (run.holdsRun()) {
    if (map !== undefined) throw new CommandError(`${folder} holds a training run: --map is about maps.`, { exitCode: 2 });
    return bundleRun(run, { ...options, allCheckpoints: allCheckpoints === true });
  }
  if (!isWorkspace(folder)) throw new CommandError(`${folder} holds neither a map nor a training run. Give the folder that map or train wrote to.`);
  if (allCheckpoints === true) throw new CommandError(`${folder} holds maps: --all-checkpoints is about trainings.`, { exitCode: 2 });
  const workspace = openWorkspace(folder, { create: false });
  try {
    return await bundleMap(workspace, findMap(workspace, map).id, options);
  } finally {
    workspace.close();
  }
}

/** `bundle MAP|RUN`: everything of a map or a training in one file. */
export function addBundleCommand(program: Command): void {
  program
    .command('bundle')
    .description('writes everything of a map or a training run into one file: weights, settings, seeds, records, checkpoints, versions and what the data are; the window opens it, replay computes it again')
    .argument('<folder>', 'the folder that a map or a run was written to')
    .requiredOption('--out <file>', `the file to write, *${BUNDLE_ENDING}`)
    .option('--map <name>', 'name or id of the map, where the folder holds several (default: the newest)')
    .addOption(new Option('--with-data', 'the images as well, however many (default: those of at most 4 MB that do not come with the program)').conflicts('withoutData'))
    .option('--without-data', 'no images: their fingerprint alone')
    .option('--all-checkpoints', 'of a run: all kept checkpoints (default: the newest, the best, of a branch the first)')
    .option('--json', 'one JSON object on stdout')
    .action(bundle);
}
