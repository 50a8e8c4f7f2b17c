import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusteringComparison } from '../../../core/contract/clustering.ts';
import type { GraphRecord } from '../../../core/kinetic/records.ts';
import { bytesOfNumbers } from '../../../core/store/columns.ts';
import { Database } from '../../../core/store/database.ts';
import { StoreError } from '../../../core/store/store-error.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { addSampleMap } from './sample-map.ts';

let folder: string;
let workspace: Workspace;
let map: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-kinetic-'));
  workspace = openWorkspace(folder);
  map = (await addSampleMap(workspace)).id;
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Three states, three chords of which two are edges, two modes. */
const graph: GraphRecord = {
  chords: { a: Int32Array.of(0, 0, 1), b: Int32Array.of(1, 2, 2), excess: Float64Array.of(0.5, 7, -0.25), highest: Float64Array.of(1, 9, Infinity) },
  edges: Int32Array.of(0, 2),
  weights: Float64Array.of(0.75, 1e-280),
  eigenvalues: Float64Array.of(1, 0.1),
  vectors: Float64Array.of(1, 1, 1, -0.5, 0, Math.PI),
  stationary: Float64Array.of(0.25, 0.5, 0.25),
};

const scores: ClusteringComparison[] = [{
  sets: 2, items: 3, agreement: { kmeans: 1, ward: -0.5, pixels: 0.25 },
  scores: Object.fromEntries(['sets', 'kmeans', 'ward', 'pixels'].map((name, i) => [name, { purity: 1, nmi: i / 4, ari: 0.5 - i / 8 }])) as never,
}];

function putStates(): void {
  for (let state = 2; state >= 0; state--) {
    workspace.inherent.put(map, { state, energy: -state - 0.1, x: Float32Array.of(state, 0.5) }, state === 1 ? null : Uint8Array.of(state));
  }
}

describe('the kinetic store', () => {
  it('gives back what was put, to the last bit, with the edges among the chords', () => {
    expect(workspace.kinetic.get(map)).toBeNull();
    putStates();
    workspace.kinetic.put(map, graph);
    expect(workspace.kinetic.get(map)).toEqual({
      count: 3,
      energies: Float64Array.of(-0.1, -1.1, -2.1),
      chords: graph.chords,
      edges: {
        a: Int32Array.of(0, 1), b: Int32Array.of(1, 2), excess: Float64Array.of(0.5, -0.25), highest: Float64Array.of(1, Infinity), weights: graph.weights,
      },
      modes: { eigenvalues: graph.eigenvalues, vectors: graph.vectors, stationary: graph.stationary },
      scores: null,
    });
    workspace.kinetic.putScores(map, scores);
    expect(workspace.kinetic.get(map)!.scores).toEqual(scores);
    // A graph written anew has not been compared with anything yet.
    workspace.kinetic.put(map, graph);
    expect(workspace.kinetic.get(map)!.scores).toBeNull();
  });

  it('gives inherent structures by state, with and without their points', () => {
    putStates();
    expect(workspace.inherent.all(map)).toEqual([0, 1, 2].map((state) => ({ state, energy: -state - 0.1, x: Float32Array.of(state, 0.5) })));
    expect(workspace.inherent.pictures(map, [2, 1])).toEqual(new Map([
      [1, { x: Float32Array.of(1, 0.5), thumbnail: null }],
      [2, { x: Float32Array.of(2, 0.5), thumbnail: Uint8Array.of(2) }],
    ]));
    expect(workspace.inherent.thumbnails(map, [0, 1])).toEqual(new Map([[0, Uint8Array.of(0)]]));
  });

  it('goes with its map', () => {
    putStates();
    workspace.kinetic.put(map, graph);
    workspace.maps.remove(map);
    expect(workspace.kinetic.get(map)).toBeNull();
    expect(workspace.inherent.energies(map)).toEqual(new Float64Array());
  });

  it('refuses a graph that does not fit its states', () => {
    putStates();
    workspace.kinetic.put(map, graph);
    const database = new Database(join(folder, 'workspace.sqlite'));
    database.run('UPDATE kinetic SET edges = ? WHERE map = ?', [bytesOfNumbers(Int32Array.of(0, 3)), map]);
    database.close();
    expect(() => workspace.kinetic.get(map)).toThrow(StoreError);
  });
});
