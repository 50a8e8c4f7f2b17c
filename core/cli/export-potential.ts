import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { exportModel } from '../onnx/export-graph.ts';
import { readPotentialFile, writePotentialFile } from '../potentials/potential-file.ts';
import { createPotential } from '../potentials/potential.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { CommandError } from './command-error.ts';
import { addEngineFlags } from './engine-flags.ts';
import { numberFlag } from './number-flags.ts';
import { addOnnxFlags, onnxChoices } from './onnx-flags.ts';
import type { OnnxFlags } from './onnx-flags.ts';
import { printJson, printLine } from './output.ts';

interface ExportFlags extends OnnxFlags {
  readonly format: 'onnx' | 'safetensors';
  readonly trainEpsilon?: number;
  readonly gradient?: boolean;
  readonly out: string;
  readonly json?: boolean;
}

async function exportPotential(file: string, flags: ExportFlags): Promise<void> {
  if (flags.gradient === true && flags.format !== 'onnx') throw new CommandError('--gradient is an output of a graph: give --format onnx.', { exitCode: 2 });
  const read = await readPotentialFile(file, onnxChoices(flags));
  const trainEpsilon = flags.trainEpsilon ?? read.recordedEpsilon;
  if (trainEpsilon === null) throw new CommandError(`${file} does not record the ε it was trained with, and the energy's scale depends on it (U = F/(ε²/2)): give --train-epsilon (0: U = F).`, { exitCode: 2 });
  const potential = createPotential(read.network, read.weights, trainEpsilon);
  const out = resolve(flags.out);
  try {
    if (flags.format === 'onnx') await writeFileWhole(out, exportModel(potential, { gradient: flags.gradient === true }));
    else await writePotentialFile(out, potential, read.provenance ?? `Exported from ${file}`);
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new CommandError(`${out} cannot be written (${error.message}). Choose another --out.`, { cause: error });
    throw error;
  }
  if (flags.json === true) printJson({ file: out, train_epsilon: trainEpsilon, parameters: read.network.parameters });
  else printLine(out);
}

/** `export-potential FILE`: a potential for other programs. */
export function addExportPotentialCommand(program: Command): void {
  const command = program
    .command('export-potential')
    .description('writes a potential as an ONNX graph (energy U, perhaps with its gradient) or as safetensors (weights under their keys, those of the reference where the net is one of its)')
    .argument('<file>', 'weights: .pth, .safetensors or .onnx')
    .addOption(new Option('--format <format>', 'what to write').choices(['onnx', 'safetensors']).makeOptionMandatory())
    .option('--train-epsilon <ε>', 'ε of training: the energy is U = F/(ε²/2); 0: U = F (default: what the file records)', numberFlag({ least: 0 }))
    .option('--gradient', 'onnx: the gradient ∇U as second output')
    .requiredOption('--out <file>', 'the file to write')
    .option('--json', 'one JSON object on stdout');
  addOnnxFlags(command);
  addEngineFlags(command).action(exportPotential);
}
