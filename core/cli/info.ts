import type { Command } from 'commander';
import { decodeBundle } from '../bundles/bundle-file.ts';
import type { Bundle } from '../bundles/bundle-file.ts';
import { describeBundle } from '../bundles/describe-bundle.ts';
import { BUNDLE_ENDING } from '../contract/bundle.ts';
import { readBytes } from '../formats/read-bytes.ts';
import { isBundle } from '../formats/recognise.ts';
import { inspectPotential } from '../store/inspect-potential.ts';
import type { ModelFacts } from '../contract/import-choices.ts';
import type { LayerRow } from '../contract/network.ts';
import { readModelFacts } from '../potentials/potential-file.ts';
import { isDefault } from '../onnx/import-choices.ts';
import { openEngine } from '../engines/open-engine.ts';
import { addEngineFlags } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { isGiven } from './given-flag.ts';
import { addOnnxFlags, onnxChoices, questionWithFlags } from './onnx-flags.ts';
import type { OnnxFlags } from './onnx-flags.ts';
import { printBundle } from './bundle-text.ts';
import { pairs, printJson, printLine } from './output.ts';
import { counted } from '../pictures/numbers.ts';

interface InfoFlags extends EngineFlags, OnnxFlags {
  readonly json?: boolean;
  readonly layers?: boolean;
}

/** What stands in an ONNX file. */
function modelLines({ inputs, outputs, opset, producer, ops, guess }: ModelFacts): [string, string][] {
  const tensors = (list: ModelFacts['inputs']): string => list.map(({ name, type, shape }) => `${name} ${type} [${shape === null ? '?' : shape.map((size) => size ?? '?').join(', ')}]`).join(', ');
  return [
    ['inputs', tensors(inputs)],
    ['outputs', tensors(outputs)],
    ['opset', `${opset}, written by ${producer === '' ? 'an unnamed program' : producer}`],
    ...(guess.layout === null ? [] : [['layout', `${guess.layout === 'nchw' ? 'channels first' : 'channels last'}: ${guess.why}`] satisfies [string, string]]),
    ['ops', ops.map(({ op, count }) => (count === 1 ? op : `${op} × ${count}`)).join(', ')],
  ];
}

/** The table of layers; behind each the rows that it takes, where that is not the one before. */
function layerLines(layers: readonly LayerRow[]): string[] {
  const cells = layers.map(({ depth, type, detail, key, shape, parameters, inputs }, at) => [
    String(at), `${'  '.repeat(depth)}${type}`, detail, key, shape.length === 0 ? '1' : shape.join('×'), parameters === 0 ? '' : counted(parameters),
    inputs === undefined || inputs.join() === String(at - 1) ? '' : `of ${inputs.map((row) => (row < 0 ? 'x' : String(row))).join(', ')}`,
  ]);
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map((row) => row.map((cell, column) => (column === 0 || column === 5 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ').trimEnd());
}

/** The bundle that a file is; null of other files. Those that begin as a bundle and are none are refused. */
async function bundleIn(file: string): Promise<Bundle | null> {
  const bytes = await readBytes(file);
  return isBundle(bytes) || file.toLowerCase().endsWith(BUNDLE_ENDING) ? decodeBundle(bytes, file) : null;
}

/** `info FILE`: what a weights file or a bundle holds. */
export function addInfoCommand(program: Command): void {
  const command = program
    .command('info')
    .description('what a weights file holds: net, width, channels, number of parameters; or what is in a bundle')
    .argument('<file>', 'weights: .pth, .safetensors or .onnx; or a bundle: .basinscope')
    .option('--layers', 'the table of its layers as well')
    .option('--json', 'one JSON object on stdout');
  // Reading a file needs no engine; one that is asked for all the same is opened, so that a device that is not there is told.
  addOnnxFlags(command);
  addEngineFlags(command).action(async (file: string, flags: InfoFlags) => {
    const bundle = await bundleIn(file);
    if (bundle !== null) {
      printBundle(await describeBundle(bundle), flags.json === true);
      return;
    }
    if (isGiven(command, 'engine') || isGiven(command, 'device')) await (await openEngine(flags)).close();
    const facts = isDefault(onnxChoices(flags)) ? await readModelFacts(file) : null;
    // One that cannot be imported is refused below, with every reason.
    if (facts !== null && facts.question !== null) {
      if (flags.json === true) printJson(facts);
      else printLine(pairs([...modelLines(facts), ['to choose', questionWithFlags(facts.question, facts.missing)]]));
      return;
    }
    const { net, inChannels, width, inputShape, parameters, sha256, recordedEpsilon, model, layers, choices } = await inspectPotential(file, null, onnxChoices(flags));
    if (flags.json === true) {
      // As the reference calls them.
      printJson({ net, in_channels: inChannels, n_f: width, input_shape: inputShape, parameters, sha256, ...model, ...(choices === null ? {} : { choices }), ...(flags.layers === true ? { layers } : {}) });
      return;
    }
    printLine(
      pairs([
      ['net', net],
      ['n_f', String(width ?? 'not one of the reference nets')],
      ['input', `${inputShape.join(' × ')} (channels × height × width)`],
      ['parameters', counted(parameters)],
      ...(model === null ? [] : modelLines(model)),
      ['ε of training', model !== null && recordedEpsilon === 0 ? 'none: the energy is U itself' : recordedEpsilon === null ? 'not in the file: give it as --train-epsilon' : String(recordedEpsilon)],
      ['sha256', sha256],
      ]),
    );
    if (flags.layers === true) for (const line of layerLines(layers)) printLine(line);
  });
}
