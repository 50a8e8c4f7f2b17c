import { Command, CommanderError } from 'commander';
import { MissingDataOfBundle } from '../bundles/bundle-error.ts';
import { MissingDataError } from '../data/data-error.ts';
import { ChoiceNeeded } from '../onnx/choice-needed.ts';
import { CommandError, Interrupted } from './command-error.ts';
import { addBundleCommand } from './bundle.ts';
import { addDiagnoseCommand } from './diagnose.ts';
import { addEnergyCommand } from './energy.ts';
import { addExportPotentialCommand } from './export-potential.ts';
import { addExportCommand } from './export.ts';
import { addHoldCommand } from './hold.ts';
import { addInfoCommand } from './info.ts';
import { addLocateCommand } from './locate.ts';
import { addMeasureCommand } from './measure.ts';
import { addMapCommand } from './map.ts';
import { questionWithFlags } from './onnx-flags.ts';
import { addReplayCommand } from './replay.ts';
import { addRescueCommand } from './rescue.ts';
import { addSampleCommand } from './sample.ts';
import { addSetsCommand } from './sets.ts';
import { addSweepCommand } from './sweep.ts';
import { addTrainCommand } from './train.ts';
import { addWorkerCommand } from './worker.ts';

function build(): Command {
  const program = new Command('basinscope')
    .description('Maps the energy landscapes of energy-based models (basins, barriers, disconnectivity trees) and trains them.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'basinscope: ')) })
    .showHelpAfterError('(basinscope --help, or basinscope COMMAND --help, lists what there is)');
  addInfoCommand(program);
  addEnergyCommand(program);
  addSampleCommand(program);
  addMapCommand(program);
  addHoldCommand(program);
  addExportCommand(program);
  addExportPotentialCommand(program);
  addSetsCommand(program);
  addLocateCommand(program);
  addMeasureCommand(program);
  addTrainCommand(program);
  addSweepCommand(program);
  addDiagnoseCommand(program);
  addBundleCommand(program);
  addReplayCommand(program);
  addRescueCommand(program);
  addWorkerCommand(program);
  return program;
}

/** Errors of ours say all there is to say; anything else is a fault of the program, and its stack helps to find it. */
function isMeantForPeople(error: Error): boolean {
  return ['FormatError', 'PotentialError', 'NetworkError', 'StoreError', 'DataError', 'EngineError', 'MappingError', 'SamplingError', 'MarkovError', 'LocationError', 'GraphError', 'TrainingError', 'RunError', 'SweepError', 'BundleError', 'PieceError', 'QueueError', 'CommandError'].includes(error.name);
}

/** What core leaves to whoever asks, in the words of the command line. */
function inItsLanguage(error: Error): string {
  // Where a file is named, the question lies behind.
  const asked = [error, error.cause].find((one) => one instanceof ChoiceNeeded);
  if (asked !== undefined) return questionWithFlags(error.message, asked.choice);
  if (error instanceof MissingDataOfBundle) return `${error.message} --data FOLDER says where its data are.`;
  return error instanceof MissingDataError ? `${error.message} --data FOLDER says where; so does a path as the config's data.` : error.message;
}

function systemMessage(error: Error): string | null {
  if (!('code' in error) || typeof error.code !== 'string') return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null;
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk space that this user may take is used up',
    EROFS: 'the disk cannot be written',
    EISDIR: 'this is a folder, a file was expected',
    ENOTDIR: 'part of this path is a file, a folder was expected',
  };
  const reason = reasons[error.code];
  // A write that the disk refuses names no path.
  return reason === undefined ? null : `${path === null ? '' : `${path}: `}${reason}.`;
}

/**
 * Runs one command line (without `node` and the program's name) and returns its exit code: 0 done, 1 it could not be
 * done, 2 the command itself was wrong, 3 a worker left itself out of its queue, 130 stopped by the user. Results go to stdout, everything else to stderr.
 */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read our output (head, a closed pager) has had enough.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    await build().parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Interrupted) {
      process.stderr.write(`${error.message}\n`);
      return 130;
    }
    if (!(error instanceof Error)) throw error;
    const text = isMeantForPeople(error) ? inItsLanguage(error) : (systemMessage(error) ?? `this is a fault of the program: ${error.stack ?? error.message}`);
    process.stderr.write(`basinscope: ${text}\n`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
}
