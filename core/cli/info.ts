import type { Command } from 'commander';
import { inspectPotential } from '../store/inspect-potential.ts';
import { addEngineFlags } from './engine-flags.ts';
import { pairs, printJson, printLine } from './output.ts';
import { counted } from '../pictures/numbers.ts';

/** `info FILE`: what a weights file holds. */
export function addInfoCommand(program: Command): void {
  const command = program
    .command('info')
    .description('what a weights file holds: net, width, channels, number of parameters')
    .argument('<file>', 'weights: .pth or .safetensors')
    .option('--json', 'one JSON object on stdout');
  // The flags that every command takes; reading a file needs no engine.
  addEngineFlags(command).action(async (file: string, flags: { json?: boolean }) => {
    const { net, in_channels, n_f, input_shape, parameters, sha256, recordedEpsilon } = await inspectPotential(file, null);
    if (flags.json === true) {
      printJson({ net, in_channels, n_f, input_shape, parameters, sha256 });
      return;
    }
    printLine(
      pairs([
      ['net', net],
      ['n_f', String(n_f ?? 'not one of the reference nets')],
      ['input', `${input_shape.join(' × ')} (channels × height × width)`],
      ['parameters', counted(parameters)],
      ['ε of training', recordedEpsilon === null ? 'not in the file: give it as --train-epsilon' : String(recordedEpsilon)],
      ['sha256', sha256],
      ]),
    );
  });
}
