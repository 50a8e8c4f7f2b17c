import { mapSettings } from '../../../core/contract/map-settings.ts';
import { wardLinkage } from '../../../core/hierarchy/ward.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { fixture } from '../cli/run-cli.ts';

/** The wells of the learned eight Gaussians, about. */
const WELLS = [[1.04, 0.03], [0.71, 0.71], [0.03, 1.05], [-0.7, 0.7], [-1, 0], [-0.7, -0.7], [0.05, -0.97], [0.72, -0.74]] as const;
const COPIES = 12;

/** A finished map of the learned eight Gaussians as a kinetic map leaves it: twelve inherent structures about each well, and their hierarchy. */
export async function addEightSets(workspace: Workspace, { epsilon, temperature } = { epsilon: 0.125, temperature: 1 }): Promise<string> {
  const potential = await importPotential(workspace, fixture('toy-gmm-trained.pth'), { name: 'eight Gaussians', trainEpsilon: 0.125 });
  const { id } = workspace.maps.add({
    name: 'eight', potential: potential.id, dataset: null, labels: null, engine: 'none yet', warnings: [],
    settings: mapSettings.parse({ method: 'placing', epsilon, temperature, states: WELLS.length * COPIES, threads: 1 }),
  });
  const count = WELLS.length * COPIES;
  const positions = Float32Array.from({ length: 2 * count }, (_, i) => WELLS[Math.floor(i / 2 / COPIES)]![i % 2]! + 0.05 * Math.sin(7 * i));
  for (let state = 0; state < count; state++) workspace.inherent.put(id, { state, energy: 0, x: positions.slice(2 * state, 2 * state + 2) }, null);
  workspace.hierarchies.put(id, { leafKind: 'state', linkage: wardLinkage(positions, 2), sets: 8 });
  workspace.kinetic.put(id, {
    chords: { a: Int32Array.of(0), b: Int32Array.of(1), excess: Float64Array.of(0), highest: Float64Array.of(0) },
    edges: Int32Array.of(0), weights: Float64Array.of(1),
    eigenvalues: Float64Array.of(1), vectors: new Float64Array(count).fill(1), stationary: new Float64Array(count).fill(1 / count),
  });
  workspace.maps.setStatus(id, 'done');
  return id;
}
