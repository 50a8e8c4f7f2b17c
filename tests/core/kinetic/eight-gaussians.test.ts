import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { adjustedRandIndex } from '../../../core/analysis/cluster-scores.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { cutLinkage } from '../../../core/hierarchy/cut-linkage.ts';
import { wardLinkage } from '../../../core/hierarchy/ward.ts';
import { bridgePairs, joinPairs } from '../../../core/kinetic/bridge-pairs.ts';
import { createChordScan, stepChordScan } from '../../../core/kinetic/chord-excess.ts';
import { lowestWay, lowestWays, potentialTree } from '../../../core/kinetic/graph-barriers.ts';
import { setCoordinates } from '../../../core/kinetic/kinetic-coordinates.ts';
import { buildKineticGraph } from '../../../core/kinetic/kinetic-graph.ts';
import { nearestByDistances, pairsOf } from '../../../core/kinetic/nearest-pairs.ts';
import { createQuench, isQuenched, stepQuench } from '../../../core/kinetic/quench.ts';
import { setStates } from '../../../core/kinetic/set-states.ts';
import { slowModes } from '../../../core/kinetic/slow-modes.ts';
import { proposeSets } from '../../../core/kinetic/timescales.ts';
import { advanceDescent, createDescent } from '../../../core/mapping/descend.ts';
import { createRelaxation, stepRelaxations } from '../../../core/mapping/string-method.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import type { Evaluator } from '../../../core/potentials/create-evaluator.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { fillUniform } from '../../../core/random/fill-uniform.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { createLangevin } from '../../../core/sampling/langevin.ts';
import { exactBasins } from '../mapping/against-flooding.ts';
import type { ExactBasin } from '../mapping/against-flooding.ts';

const EPSILON = 0.125;
const STATES = 1000;

/** The basin of each state: a fine descent, and the exact minimum nearest to where it ends. */
async function basinsOf(states: Float32Array, exact: readonly ExactBasin[], evaluator: Evaluator): Promise<Int32Array> {
  const settings = { epsilon: EPSILON / 4, descentPatience: 10, descentSteps: 2000 };
  const descents = Array.from({ length: states.length / 2 }, (_, i) => createDescent(i, states.slice(2 * i, 2 * i + 2), settings));
  for (let moving = descents; moving.length > 0; ) {
    const { energies, gradients } = await evaluator.energiesAndGradients(Float32Array.from(moving.flatMap(({ x }) => [...x])));
    moving = moving.filter((descent, i) => !advanceDescent(descent, energies[i]!, gradients, 2 * i, settings));
  }
  return Int32Array.from(descents, ({ best }) => {
    const distances = exact.map(({ position }) => Math.hypot(best[0]! - position[0], best[1]! - position[1]));
    return distances.indexOf(Math.min(...distances));
  });
}

test('on the eight Gaussians the sets are the exact basins, and the barriers along the graph those of the flooding', { timeout: 240_000 }, async () => {
  const { network, weights } = await readPotentialFile(fileURLToPath(new URL('../../fixtures/reference/toy-gmm-trained.pth', import.meta.url)));
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  const potential = createPotential(network, weights, EPSILON);
  const evaluator = createEvaluator(engine, potential, 2048);
  const exact = await exactBasins(evaluator);

  // Thermal states all over the plane. Few quench steps: enough to take the noise out, too few to carry all into eight points,
  // where no chord would pass near a saddle and the shape of a well is lost.
  const langevin = await createLangevin(engine, potential, { chains: STATES, unroll: 16 });
  const start = new Float32Array(2 * STATES);
  fillUniform(start, 0, start.length, streamKey(1), 0, -1.8, 1.8);
  let chains = langevin.init(start, Array.from({ length: STATES }, (_, i) => streamKey(2, i)));
  for (let step = 0; step < 64; step += 16) ({ state: chains } = await langevin.step(chains, { epsilon: EPSILON, temperature: 1 }));
  await langevin.close();
  const quench = createQuench(chains.x, 2, 6);
  while (!isQuenched(quench)) await stepQuench(quench, evaluator, EPSILON);
  const { positions, energies } = quench;

  const nearest = pairsOf(nearestByDistances(positions, 2, 30));
  const pairs = joinPairs(nearest, bridgePairs(positions, 2, nearest));
  // Saddles of the plane are narrow on the scale of a chord between wells: more points than in many dimensions.
  const chords = createChordScan(pairs, 31);
  while (chords.done < pairs.a.length) await stepChordScan(chords, evaluator, positions, energies, 8);
  const { graph, componentCount } = buildKineticGraph(STATES, pairs, chords.excess);
  expect(componentCount).toBe(1);
  const modes = slowModes(graph, 32);
  expect(proposeSets(modes.eigenvalues)[0]!.sets).toBe(8);
  const { coordinates, modes: used } = setCoordinates(modes, 2);
  const sets = cutLinkage(wardLinkage(coordinates, used), 8);

  expect(adjustedRandIndex(sets, await basinsOf(chains.x, exact, evaluator))).toBeGreaterThanOrEqual(0.99);
  const { bottoms, representatives } = setStates(sets, 8, coordinates, energies);
  expect([...(await basinsOf(Float32Array.from([...bottoms].flatMap((i) => [...positions.subarray(2 * i, 2 * i + 2)])), exact, evaluator))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  representatives.forEach((state, set) => expect(sets[state]).toBe(set));

  // Along chords alone a barrier is an upper bound, which may lie a few tenths above a narrow saddle; the string method
  // brings the way of each join down. Between two of the wells lie two saddles side by side, 0.2 apart: bent starts find the lower one.
  const ways = lowestWays(STATES, pairs, chords.highest);
  const { linkage, chords: highest } = potentialTree(ways, bottoms);
  const relaxations = Array.from({ length: 7 }, (_, join) => [null, 1, 2, 3, 4].map((side) => {
    // Between the two wells that the highest chord leads from and to, not through further ones.
    const [from, to] = [sets[ways.a[highest[join]!]!]!, sets[ways.b[highest[join]!]!]!];
    const way = lowestWay(ways, bottoms[from]!, bottoms[to]!)!;
    expect(way.barrier!.energy).toBe(linkage.heights[join]);
    const path = { points: Float32Array.from(way.states.flatMap((i) => [...positions.subarray(2 * i, 2 * i + 2)])), energies: Float32Array.from(way.states, (i) => energies[i]!) };
    const settings = { images: 48, maxSteps: 400, epsilon: EPSILON, enough: -Infinity, walked: false, bend: side === null ? null : streamKey(3, join, side) };
    return createRelaxation({ kind: 'pair', effort: 'full', pair: join, path: 0 }, path, way.barrier!.energy, 2, settings);
  }));
  for (let moving = relaxations.flat(); moving.length > 0; moving = moving.filter(({ done }) => !done)) await stepRelaxations(moving, evaluator, EPSILON);
  const saddles = exact.flatMap(({ saddle }) => saddle ?? []).sort((p, q) => p - q);
  const refined = relaxations.map((tries) => Math.min(...tries.map(({ best }) => best.barrier))).sort((p, q) => p - q);
  saddles.forEach((saddle, join) => {
    expect(linkage.heights[join]! - saddle, `chords of join ${join}`).toBeLessThan(0.3);
    expect(linkage.heights[join]! - saddle, `chords of join ${join}`).toBeGreaterThan(-0.02);
    expect(Math.abs(refined[join]! - saddle), `refined join ${join}`).toBeLessThan(0.1);
  });
  await evaluator.close();
  await engine.close();
});
