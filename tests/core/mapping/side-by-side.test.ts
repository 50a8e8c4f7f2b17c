import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import type { ResolvedMapSettings } from '../../../core/contract/map-settings.ts';
import type { Dataset } from '../../../core/data/dataset.ts';
import { openDataset } from '../../../core/data/open-dataset.ts';
import { resolveSettings } from '../../../core/mapping/defaults.ts';
import { createMapJob } from '../../../core/mapping/map-job.ts';
import type { MapRecords, PathRecord } from '../../../core/mapping/records.ts';
import type { PieceRunner } from '../../../core/pieces/piece-runner.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { withCrowd } from '../pieces/fake-crowd.ts';
import { worked } from '../pieces/worked.ts';
import type { Takeover } from '../pieces/worked.ts';

const { engine, crowd } = withCrowd(2);

interface Case {
  readonly potential: Potential;
  readonly settings: ResolvedMapSettings;
  readonly dataset: Dataset | null;
}

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

async function eightGaussians(given: Record<string, unknown>): Promise<Case> {
  const { network, weights } = await readPotentialFile(file('tests/fixtures/reference/toy-gmm-trained.pth'));
  return { potential: createPotential(network, weights, 0.125), dataset: null, settings: resolveSettings({ network, trainEpsilon: 0.125 }, mapSettings.parse(given)).settings };
}

async function digits(): Promise<Case> {
  const { network, weights } = await readPotentialFile(file('resources/potentials/mnist-convergent-small.safetensors'));
  const dataset = await openDataset(file('resources/data/mnist'), { size: network.inputShape });
  const given = {
    method: 'placing', start: 'data', states: 8, burnIn: 4, sampleSteps: 6, alpha: 900, maxSteps: 40, patience: 15, repeats: 1, nearest: 2, barrierNearest: 2, barrierRepeats: 1, refineSteps: 4, refineImages: 5, slots: 16, seed: 3,
  };
  return { potential: createPotential(network, weights, 0.02), dataset, settings: resolveSettings({ network, trainEpsilon: 0.02 }, mapSettings.parse(given), dataset).settings };
}

/** The result of a map, which is that of placing one state after the other: how many trials it took, and in which order they ended, is no part of it. */
async function mapped({ potential, settings, dataset }: Case, first: PieceRunner | null, next?: Takeover): Promise<unknown> {
  const { state, infos } = await worked((pieces) => createMapJob({ engine: engine(), potential, settings, dataset, stepMilliseconds: 20, ...pieces }), first, next);
  const all = <K extends keyof MapRecords>(kind: K) => infos.flatMap(({ records }) => [...records[kind]]);
  // The newest of a kind a pair is kept.
  const paths = new Map((all('paths') as PathRecord[]).map((path) => [`${path.a} ${path.b} ${path.kind}`, path]));
  return {
    members: all('members'), minima: all('minima'), merges: all('merges'), sweep: all('sweep'), discovery: all('discovery'), scores: infos.flatMap(({ scores }) => (scores === null ? [] : [scores])), alpha: state.alpha,
    paths: [...paths].sort(([p], [q]) => (p < q ? -1 : 1)),
  };
}

describe('a map whose pieces are computed side by side', () => {
  const minimum = { method: 'minimum', states: 18, burnIn: 8, slots: 32, descentSteps: 120, nearest: 3, barrierNearest: 2, barrierRepeats: 2, refineSteps: 12, refineImages: 16 };
  it.each([1, 2])('of the eight Gaussians by their minima has the result of one engine, to the bit (seed %i)', async (seed) => {
    const one = await eightGaussians({ ...minimum, seed });
    const local = await mapped(one, null);
    // Stopped with pieces under way, gone on with by many, or by the engine alone.
    const next = (border: number) => (border % 7 !== 4 ? undefined : border % 3 === 0 ? null : crowd.lent(1 + (border % 5)));
    expect(await (seed === 1 ? mapped(one, crowd.lent(2)) : mapped(one, crowd.lent(6), next))).toEqual(local);
  }, 120_000);

  it('of samples with the sweep for α does too', async () => {
    const one = await eightGaussians({ method: 'placing', start: 'uniform', states: 12, burnIn: 5, slots: 16, sampleSteps: 20, nearest: 2, maxSteps: 40, patience: 20, barrierNearest: 2, barrierRepeats: 1, refine: 'none', seed: 4 });
    const local = await mapped(one, null);
    expect(await mapped(one, crowd.lent(3))).toEqual(local);
  }, 120_000);

  it('of images does too', async () => {
    const one = await digits();
    const local = await mapped(one, null);
    expect(await mapped(one, crowd.lent(2), (border) => (border % 9 === 8 ? null : border % 9 === 4 ? crowd.lent(4) : undefined))).toEqual(local);
    expect(crowd.handed()['walkers']).toBeGreaterThan(20);
    expect(crowd.handed()['relaxations']).toBeGreaterThan(5);
  }, 120_000);
});
