import { mapSettings } from '../../../core/contract/map-settings.ts';
import type { MapRecords } from '../../../core/mapping/records.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import type { StoredMap } from '../../../core/store/map-store.ts';
import type { Workspace } from '../../../core/store/workspace.ts';

/** A potential of three weights and a queued map of it. */
export async function addSampleMap(workspace: Workspace): Promise<StoredMap> {
  const potential = await workspace.potentials.add(
    { name: 'three weights', sha256: 'ab'.repeat(32), provenance: 'made up for a test', bundled: false },
    {
      network: openNetwork({ net: 'toy', inputShape: [2, 1, 1], layers: [{ type: 'conv2d', key: 'f.0', out: 1, kernel: 1, stride: 1, padding: 0 }] }),
      weights: { 'f.0.weight': new Float32Array([1, 2]), 'f.0.bias': new Float32Array([3]) },
      trainEpsilon: 0.125,
    },
  );
  return workspace.maps.add({
    name: 'a map',
    potential: potential.id,
    settings: mapSettings.parse({ alpha: 40 }),
    warnings: [{ setting: 'delta', message: 'small' }],
    dataset: null,
    labels: null,
    engine: 'fake',
  });
}

/** Records of a batch of states, one member and one trial a state, every fourth state founding a basin. */
export function recordsOf(from: number, to: number): MapRecords {
  const states = Array.from({ length: to - from }, (_, index) => from + index);
  return {
    minima: states.filter((state) => state % 4 === 0).map((state) => ({ basin: state / 4, state, energy: 1 - state, x: new Float32Array([state, 0.5]) })),
    members: states.map((state) => ({
      state,
      placedIn: Math.floor(state / 4),
      energy: -state + 0.25,
      source: state,
      label: state % 2 === 0 ? 'even' : 'odd',
      x: new Float32Array([state, 2 * state]),
    })),
    trials: states.map((state) => ({
      trial: state,
      phase: 'main',
      from: { state },
      to: { basin: Math.floor(state / 4) },
      alpha: 40,
      temperature: 1,
      epsilon: 0.125,
      success: state % 2 === 0,
      steps: 10 + state,
      barrier: 0.1 * state,
      closest: 0.01,
    })),
    paths: [],
    merges: [],
    sweep: [],
    discovery: [{ states: to, basins: Math.ceil(to / 4) }],
  };
}

export const noRecords: MapRecords = { minima: [], members: [], trials: [], paths: [], merges: [], sweep: [], discovery: [] };
