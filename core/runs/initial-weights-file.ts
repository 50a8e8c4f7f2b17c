import { existsSync } from 'node:fs';
import type { TrainingConfig } from '../contract/training-config.ts';
import type { Tensors } from '../engines/engine.ts';
import { openNetwork } from '../networks/open-network.ts';
import { createPotential } from '../potentials/potential.ts';
import { readPotentialFile, writePotentialFile } from '../potentials/potential-file.ts';
import { RunError } from './run-error.ts';
import type { RunFolder } from './run-folder.ts';

/** Keeps the weights that a run starts from with it, as a potential file: what they came from may go. `weights`: as `startingWeights` gives them. */
export async function writeInitialWeights(folder: RunFolder, { architecture, epsilon, from }: TrainingConfig, weights: Tensors): Promise<void> {
  await writePotentialFile(folder.initialFile, createPotential(openNetwork(architecture), weights, epsilon), `“${from?.name ?? ''}” as a training run starts from it`);
}

/** The weights that a run starts from; null where they are random. Throws RunError when they are not there, FormatError or PotentialError when they are damaged. */
export async function readInitialWeights(folder: RunFolder, { from, architecture }: TrainingConfig): Promise<Tensors | null> {
  if (from === undefined) return null;
  if (!existsSync(folder.initialFile)) throw new RunError(`The weights that this run starts from, those of “${from.name}”, are not in ${folder.initialFile} any more. Restore the file from a copy, or start anew.`);
  const { network, weights } = await readPotentialFile(folder.initialFile);
  if (JSON.stringify(network.description) !== JSON.stringify(architecture)) throw new RunError(`${folder.initialFile} holds another network than the run learns. Restore it from a copy, or start anew.`);
  return weights;
}
