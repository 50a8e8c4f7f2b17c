import type { Command } from 'commander';
import { openEngine } from '../engines/open-engine.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import { createPotential } from '../potentials/potential.ts';
import { readable } from '../pictures/numbers.ts';
import { CommandError } from './command-error.ts';
import { addEngineFlags } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { numberFlag } from './number-flags.ts';
import { addOnnxFlags, onnxChoices } from './onnx-flags.ts';
import type { OnnxFlags } from './onnx-flags.ts';
import { columns, printJson, printLine } from './output.ts';
import { readStates } from './read-states.ts';

const MOST_AT_ONCE = 100;

interface EnergyFlags extends EngineFlags, OnnxFlags {
  readonly input: string;
  readonly trainEpsilon: number;
  readonly gradient?: boolean;
  readonly json?: boolean;
}

/** ‖row‖₂ of each row of a flat array. */
export function rowNorms(values: Float32Array, rows: number): number[] {
  const size = values.length / rows;
  return Array.from({ length: rows }, (_, row) => Math.sqrt(values.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value * value, 0)));
}

async function energy(file: string, flags: EnergyFlags): Promise<void> {
  const read = await readPotentialFile(file, onnxChoices(flags));
  const potential = createPotential(read.network, read.weights, flags.trainEpsilon);
  const states = await readStates(flags.input, read.network.inputShape);
  const engine = await openEngine(flags);
  try {
    const evaluator = createEvaluator(engine, potential, Math.min(states.count, MOST_AT_ONCE));
    const { energies, gradients } = await evaluator.energiesAndGradients(states.values);
    await evaluator.close();
    if (!energies.every(Number.isFinite) || !gradients.every(Number.isFinite)) {
      throw new CommandError(`${flags.input}: some energies or gradients are not finite; the states are too far from [-1, 1], or the network overflows float32 there.`);
    }
    const norms = rowNorms(gradients, states.count);
    if (flags.json === true) {
      printJson({ energy: energies, gradient_norm: norms, ...(flags.gradient === true ? { gradient: gradients } : {}) });
      return;
    }
    printLine(columns([['state', 'energy', 'gradient norm'], ...Array.from(energies, (value, index) => [String(index), readable(value, 7), readable(norms[index] ?? NaN, 7)])]));
    if (flags.gradient === true) printLine(`gradient ${JSON.stringify(Array.from(gradients))}`);
  } finally {
    await engine.close();
  }
}

/** `energy FILE --input X.npy`: U and ‖∇U‖₂ of given states. */
export function addEnergyCommand(program: Command): void {
  const command = program
    .command('energy')
    .description('energies and gradient norms of given states')
    .argument('<file>', 'weights: .pth, .safetensors or .onnx')
    .requiredOption('--input <x.npy>', 'states [n, c, h, w] of float32')
    .option('--train-epsilon <ε>', 'ε of training: the energy is U = F/(ε²/2); 0: U = F', numberFlag({ least: 0 }), 0)
    .option('--gradient', 'print the gradients too, flat')
    .option('--json', 'one JSON object on stdout');
  addOnnxFlags(command);
  addEngineFlags(command).action(energy);
}
