import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { kineticSettings } from '../../../core/contract/map-methods/kinetic-settings.ts';
import type { ResolvedKinetic } from '../../../core/contract/map-settings.ts';
import type { Dataset } from '../../../core/data/dataset.ts';
import { openDataset } from '../../../core/data/open-dataset.ts';
import { resolveKinetic } from '../../../core/kinetic/job/kinetic-defaults.ts';
import { createKineticJob } from '../../../core/kinetic/job/kinetic-job.ts';
import type { KineticInfo } from '../../../core/kinetic/job/kinetic-state.ts';
import type { PieceRunner } from '../../../core/pieces/piece-runner.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { withCrowd } from '../pieces/fake-crowd.ts';
import { worked } from '../pieces/worked.ts';
import type { Takeover } from '../pieces/worked.ts';

const { engine, crowd } = withCrowd(5);

interface Case {
  readonly potential: Potential;
  readonly settings: ResolvedKinetic;
  readonly dataset: Dataset | null;
}

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

async function eightGaussians(seed: number): Promise<Case> {
  const { network, weights } = await readPotentialFile(file('tests/fixtures/reference/toy-gmm-trained.pth'));
  const given = { method: 'kinetic', states: 180, startScale: 1.8, sampleSteps: 60, quenchSteps: 6, neighbours: 12, chordPoints: 15, slots: 64, rampSteps: 150, rampRepeats: 2, refineSteps: 30, refineImages: 12, seed };
  return { potential: createPotential(network, weights, 0.125), dataset: null, settings: resolveKinetic({ network, trainEpsilon: 0.125 }, kineticSettings.parse(given)).settings };
}

async function digits(): Promise<Case> {
  const { network, weights } = await readPotentialFile(file('resources/potentials/mnist-convergent-small.safetensors'));
  const dataset = await openDataset(file('resources/data/mnist'), { size: network.inputShape });
  const given = { method: 'kinetic', states: 40, sampleSteps: 6, quenchSteps: 4, neighbours: 8, keep: 4, sets: 3, slots: 16, rampSteps: 25, rampRepeats: 1, refineSteps: 4, refineImages: 5, seed: 2 };
  return { potential: createPotential(network, weights, 0.02), dataset, settings: resolveKinetic({ network, trainEpsilon: 0.02 }, kineticSettings.parse(given), dataset).settings };
}

/** Everything that a map writes down, as a workspace has it. */
async function mapped({ potential, settings, dataset }: Case, first: PieceRunner | null, next?: Takeover): Promise<unknown> {
  const { state, infos } = await worked((pieces, told: readonly KineticInfo[]) => createKineticJob({
    engine: engine(), potential, settings, dataset, stepMilliseconds: 20, recorded: told.flatMap(({ inherent }) => inherent), ...pieces,
  }), first, next);
  const last = <K extends 'graph' | 'hierarchy' | 'scores'>(kind: K) => infos.findLast((info) => info[kind] !== null)?.[kind];
  return {
    members: infos.flatMap(({ members }) => members), inherent: infos.flatMap(({ inherent }) => inherent), graph: last('graph'), hierarchy: last('hierarchy'), scores: last('scores'),
    trials: infos.flatMap(({ trials }) => trials).sort((p, q) => p.trial - q.trial),
    paths: infos.flatMap(({ paths }) => paths).sort((p, q) => p.kind.localeCompare(q.kind) || p.a - q.a || p.b - q.b),
    chainSteps: state.chainSteps,
  };
}

describe('a kinetic map whose pieces are computed side by side', () => {
  it('of the eight Gaussians writes down what one engine does, to the bit', async () => {
    const one = await eightGaussians(1);
    const local = await mapped(one, null);
    expect(await mapped(one, crowd.lent(3))).toEqual(local);
    for (const program of ['thermal-quench', 'chords', 'way-refinement', 'ramped-trials']) expect(crowd.handed()[program], program).toBeGreaterThan(1);
    // Two machines or many, and stopped now and then with pieces under way, gone on with by others or by the engine alone.
    const stopped = mapped(one, crowd.lent(2), (border) => (border % 8 !== 5 ? undefined : border % 3 === 0 ? null : crowd.lent(2 + (border % 7))));
    expect(await stopped).toEqual(local);
  }, 120_000);

  it('of images does too', async () => {
    const one = await digits();
    const local = await mapped(one, null);
    expect(await mapped(one, crowd.lent(2))).toEqual(local);
    expect(await mapped(one, null, (border) => (border % 11 === 10 ? null : border % 11 === 5 ? crowd.lent(4) : undefined))).toEqual(local);
  }, 120_000);
});
