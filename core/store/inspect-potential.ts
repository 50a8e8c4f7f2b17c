import { basename } from 'node:path';
import type { PotentialInspection } from '../contract/potential.ts';
import { widthOf } from '../potentials/infer-architecture.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import type { PotentialFile } from '../potentials/potential-file.ts';
import type { Workspace } from './workspace.ts';

/** What a read weights file holds, in the contract's words. `workspace`: where to look whether it is there already. */
export function describePotential(path: string, file: PotentialFile, workspace: Workspace | null): PotentialInspection {
  const { architecture } = file;
  const known = workspace?.potentials.findByWeights(file.sha256) ?? [];
  const same = file.recordedEpsilon === null ? known[0] : known.find((potential) => potential.trainEpsilon === file.recordedEpsilon);
  return {
    path,
    fileName: basename(path),
    net: architecture.net,
    in_channels: architecture.inputShape[0],
    n_f: widthOf(architecture),
    input_shape: architecture.inputShape,
    parameters: file.parameters,
    sha256: file.sha256,
    recordedEpsilon: file.recordedEpsilon,
    alreadyHere: same?.id ?? null,
  };
}

/** Reads a weights file and says what it holds. Throws FormatError or PotentialError as `readPotentialFile`. */
export async function inspectPotential(path: string, workspace: Workspace | null): Promise<PotentialInspection> {
  return describePotential(path, await readPotentialFile(path), workspace);
}
