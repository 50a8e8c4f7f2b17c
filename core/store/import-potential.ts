import { basename } from 'node:path';
import type { ImportChoices } from '../contract/import-choices.ts';
import type { PotentialSummary } from '../contract/potential.ts';
import { readable } from '../pictures/numbers.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import type { Workspace } from './workspace.ts';

export interface ImportOptions {
  readonly name: string;
  /** ε of training: a weights file alone does not say it. */
  readonly trainEpsilon: number;
  /** How it came to be; what the file itself says, or its name, where left out. */
  readonly provenance?: string;
  readonly bundled?: boolean;
  /** How an ONNX file is to be read. */
  readonly choices?: ImportChoices;
}

/**
 * Takes a weights file into the workspace; the same weights with the same ε are taken once. With another ε they
 * get it into their name, where the name is taken by them.
 * Throws FormatError or PotentialError as `readPotentialFile`, StoreError when the workspace cannot be written.
 */
export async function importPotential(workspace: Workspace, path: string, options: ImportOptions): Promise<PotentialSummary> {
  const file = await readPotentialFile(path, options.choices);
  const known = workspace.potentials.find(file.sha256, options.trainEpsilon);
  if (known !== null) return known;
  // The same weights with another ε are another potential: two of one name could not be told apart.
  const taken = workspace.potentials.findByWeights(file.sha256).some(({ name }) => name === options.name);
  return workspace.potentials.add(
    {
      name: taken ? `${options.name} (ε = ${readable(options.trainEpsilon)})` : options.name,
      sha256: file.sha256,
      provenance: options.provenance ?? file.provenance ?? `Imported from ${basename(path)}`,
      bundled: options.bundled ?? false,
    },
    { network: file.network, weights: file.weights, trainEpsilon: options.trainEpsilon },
  );
}
