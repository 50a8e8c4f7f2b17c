import { basename } from 'node:path';
import type { PotentialSummary } from '../contract/potential.ts';
import { readPotentialFile } from '../potentials/potential-file.ts';
import type { Workspace } from './workspace.ts';

export interface ImportOptions {
  readonly name: string;
  /** ε of training: a weights file alone does not say it. */
  readonly trainEpsilon: number;
  /** How it came to be; what the file itself says, or its name, where left out. */
  readonly provenance?: string;
  readonly bundled?: boolean;
}

/**
 * Takes a weights file into the workspace; the same weights with the same ε are taken once.
 * Throws FormatError or PotentialError as `readPotentialFile`, StoreError when the workspace cannot be written.
 */
export async function importPotential(workspace: Workspace, path: string, options: ImportOptions): Promise<PotentialSummary> {
  const file = await readPotentialFile(path);
  const known = workspace.potentials.find(file.sha256, options.trainEpsilon);
  if (known !== null) return known;
  return workspace.potentials.add(
    {
      name: options.name,
      sha256: file.sha256,
      provenance: options.provenance ?? file.provenance ?? `Imported from ${basename(path)}`,
      bundled: options.bundled ?? false,
    },
    { network: file.network, weights: file.weights, trainEpsilon: options.trainEpsilon },
  );
}
