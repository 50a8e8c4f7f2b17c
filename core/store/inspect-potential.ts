import { basename } from 'node:path';
import type { ImportChoices } from '../contract/import-choices.ts';
import type { PotentialInspection } from '../contract/potential.ts';
import { choicesOf } from '../networks/open-network.ts';
import { widthOf } from '../networks/reference-nets.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import type { PotentialFile } from '../potentials/potential-file.ts';
import type { Workspace } from './workspace.ts';

/** What a read weights file holds, in the contract's words. `workspace`: where to look whether it is there already. */
export function describePotential(path: string, file: PotentialFile, workspace: Workspace | null): PotentialInspection {
  const { name, inputShape, parameters, description } = file.network;
  const known = workspace?.potentials.findByWeights(file.sha256) ?? [];
  const same = file.recordedEpsilon === null ? known[0] : known.find((potential) => potential.trainEpsilon === file.recordedEpsilon);
  return {
    path,
    fileName: basename(path),
    net: name,
    inChannels: inputShape[0],
    width: widthOf(description),
    inputShape: [...inputShape],
    parameters,
    sha256: file.sha256,
    recordedEpsilon: file.recordedEpsilon,
    model: file.model,
    layers: file.network.describe(),
    choices: choicesOf(description),
    alreadyHere: same?.id ?? null,
  };
}

/** Reads a weights file and says what it holds. Throws FormatError or PotentialError as `readPotentialFile`. */
export async function inspectPotential(path: string, workspace: Workspace | null, choices?: ImportChoices): Promise<PotentialInspection> {
  return describePotential(path, await readPotentialFile(path, choices), workspace);
}
