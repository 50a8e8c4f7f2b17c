import type { Command } from 'commander';
import { inspectPotential } from '../store/inspect-potential.ts';
import { openEngine } from '../engines/open-engine.ts';
import { addEngineFlags } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { isGiven } from './given-flag.ts';
import { pairs, printJson, printLine } from './output.ts';
import { counted } from '../pictures/numbers.ts';

/** `info FILE`: what a weights file holds. */
export function addInfoCommand(program: Command): void {
  const command = program
    .command('info')
    .description('what a weights file holds: net, width, channels, number of parameters')
    .argument('<file>', 'weights: .pth or .safetensors')
    .option('--json', 'one JSON object on stdout');
  // Reading a file needs no engine; one that is asked for all the same is opened, so that a device that is not there is told.
  addEngineFlags(command).action(async (file: string, flags: EngineFlags & { json?: boolean }) => {
    if (isGiven(command, 'engine') || isGiven(command, 'device')) await (await openEngine(flags)).close();
    const { net, inChannels, width, inputShape, parameters, sha256, recordedEpsilon } = await inspectPotential(file, null);
    if (flags.json === true) {
      // As the reference calls them.
      printJson({ net, in_channels: inChannels, n_f: width, input_shape: inputShape, parameters, sha256 });
      return;
    }
    printLine(
      pairs([
      ['net', net],
      ['n_f', String(width ?? 'not one of the reference nets')],
      ['input', `${inputShape.join(' × ')} (channels × height × width)`],
      ['parameters', counted(parameters)],
      ['ε of training', recordedEpsilon === null ? 'not in the file: give it as --train-epsilon' : String(recordedEpsilon)],
      ['sha256', sha256],
      ]),
    );
  });
}
