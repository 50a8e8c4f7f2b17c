import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';

// Groups labelled images by the numerics of the kinetic map and holds the sets to their labels, beside k-means, Ward's hierarchy and the same graph on pixels.
//   node scripts/check-kinetic.mjs --data FOLDER [--potential FILE] [--epsilon E] [--states 1000] [--seeds 11,12] [--sets 10,12] [--controls false]
const { values: given } = parseArgs({
  options: {
    data: { type: 'string' }, split: { type: 'string', default: 'test' }, potential: { type: 'string' }, epsilon: { type: 'string' },
    states: { type: 'string', default: '1000' }, seeds: { type: 'string', default: '11' }, sets: { type: 'string', default: '10,12' },
    steps: { type: 'string', default: '100' }, quench: { type: 'string', default: '40' }, neighbours: { type: 'string', default: '40' },
    measure: { type: 'string', default: 'mean' }, modes: { type: 'string', default: '64' }, batch: { type: 'string', default: '64' },
    threads: { type: 'string', default: '1' }, controls: { type: 'string', default: 'true' },
  },
});
if (given.data === undefined) throw new Error('Say where the images are: --data FOLDER.');
register();
const load = (path) => import(`../core/${path}`);
const { openEngine } = await load('engines/open-engine.ts');
const { createEvaluator } = await load('potentials/create-evaluator.ts');
const { createPotential } = await load('potentials/potential.ts');
const { readPotentialFile } = await load('potentials/potential-file.ts');
const { openDataset } = await load('data/open-dataset.ts');
const { shuffledIndices } = await load('random/draw.ts');
const { streamKey } = await load('random/stream-key.ts');
const { createLangevin } = await load('sampling/langevin.ts');
const { createQuench, isQuenched, stepQuench } = await load('kinetic/quench.ts');
const { createNearestSearch, nearestPoints, pairsOf, stepNearestSearch } = await load('kinetic/nearest-pairs.ts');
const { compileProducts } = await load('kinetic/matrix-products.ts');
const { createChordScan, stepChordScan } = await load('kinetic/chord-excess.ts');
const { buildKineticGraph } = await load('kinetic/kinetic-graph.ts');
const { slowModes } = await load('kinetic/slow-modes.ts');
const { setCoordinates } = await load('kinetic/kinetic-coordinates.ts');
const { proposeSets } = await load('kinetic/timescales.ts');
const { wardLinkage } = await load('hierarchy/ward.ts');
const { cutLinkage } = await load('hierarchy/cut-linkage.ts');
const { clusterScores } = await load('analysis/cluster-scores.ts');
const { bestKMeans } = await load('analysis/k-means.ts');

const count = Number(given.states);
const batch = Number(given.batch);
const file = given.potential ?? fileURLToPath(new URL('../resources/potentials/mnist-convergent-small.safetensors', import.meta.url));
const { network, weights, recordedEpsilon } = await readPotentialFile(file);
const epsilon = given.epsilon === undefined ? recordedEpsilon : Number(given.epsilon);
const potential = createPotential(network, weights, epsilon);
const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: Number(given.threads) });
const evaluator = createEvaluator(engine, potential, batch);
const { dimensions } = evaluator;
const products = await compileProducts(engine, dimensions);
const dataset = await openDataset(given.data, { split: given.split, size: network.inputShape });

/** Thermal states at T = 1, so many steps from the images. */
async function sample(images, seed) {
  const states = images.slice();
  const langevin = await createLangevin(engine, potential, { chains: batch });
  for (let first = 0; first < count; first += batch) {
    const rows = Math.min(batch, count - first);
    const x = new Float32Array(batch * dimensions);
    x.set(images.subarray(first * dimensions, (first + rows) * dimensions));
    let state = langevin.init(x, Array.from({ length: batch }, (_, row) => streamKey(seed, 2, first + row)));
    for (let step = 0; step < Number(given.steps); step++) ({ state } = await langevin.step(state, { epsilon, temperature: 1 }));
    states.set(state.x.subarray(0, rows * dimensions), first * dimensions);
  }
  await langevin.close();
  return states;
}

async function neighbourPairs(positions) {
  const points = nearestPoints(positions, dimensions);
  const search = createNearestSearch(count, Number(given.neighbours));
  while (search.found < count) await stepNearestSearch(search, points, products);
  return pairsOf(search);
}

/** Graph, modes and hierarchy of pairs of states. */
function hierarchyOf(pairs, excess, temperature = 1) {
  const built = buildKineticGraph(count, pairs, excess, { keep: 10, scaleRank: 7, temperature });
  const modes = slowModes(built.graph, Number(given.modes));
  const directions = setCoordinates(modes, dimensions);
  return { built, modes, linkage: wardLinkage(directions.coordinates, directions.modes) };
}

function squaredDistances(positions, { a, b }) {
  return Float64Array.from(a, (first, pair) => {
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += (positions[first * dimensions + d] - positions[b[pair] * dimensions + d]) ** 2;
    return sum;
  });
}

async function timed(times, name, work) {
  const begun = performance.now();
  const result = await work();
  times[name] = ((performance.now() - begun) / 1000).toFixed(1);
  return result;
}

const table = new Map();
const score = (name, sets, labels, partition) => {
  const { nmi, ari } = clusterScores(partition, labels);
  const key = `${name} ${sets}`;
  table.set(key, [...(table.get(key) ?? []), { nmi, ari }]);
  return `${sets}: ${nmi.toFixed(3)} / ${ari.toFixed(2)}`;
};

for (const seed of given.seeds.split(',').map(Number)) {
  const sources = [...shuffledIndices(streamKey(seed, 1), 0, dataset.count)].slice(0, count);
  const images = await dataset.read(sources);
  const labels = sources.map((source) => dataset.labelOf(source));
  const times = {};
  const states = await timed(times, 'sampling', () => sample(images, seed));
  const quench = createQuench(states, dimensions, Number(given.quench));
  await timed(times, 'quench', async () => {
    while (!isQuenched(quench)) await stepQuench(quench, evaluator, epsilon);
  });
  const pairs = await timed(times, 'neighbours', () => neighbourPairs(quench.positions));
  const chords = createChordScan(pairs);
  await timed(times, 'chords', async () => {
    while (chords.done < pairs.a.length) await stepChordScan(chords, evaluator, quench.positions, quench.energies, 4);
  });
  const { built, modes, linkage } = await timed(times, 'sets', () => hierarchyOf(pairs, given.measure === 'mean' ? chords.meanExcess : chords.excess));
  const allSets = given.sets.split(',').map(Number);
  const line = (name, partitionOf) => console.log(`  ${name.padEnd(12)} ${allSets.map((sets) => score(name, sets, labels, partitionOf(sets))).join('   ')}`);
  console.log(`seed ${seed}: ${count} states, ${pairs.a.length} pairs, ${built.edges.length} edges, ${built.bridges.length} bridges, ${built.componentCount} components`);
  console.log(`  seconds      ${Object.entries(times).map(([name, value]) => `${name} ${value}`).join(', ')}`);
  console.log(`  proposed     ${proposeSets(modes.eigenvalues).map(({ sets, clarity }) => `${sets} (${clarity.toFixed(2)})`).join(', ')}`);
  line('kinetic map', (sets) => cutLinkage(linkage, sets));
  const biggest = allSets.map((sets) => `${sets}: ${((100 * cutLinkage(linkage, sets).filter((set) => set === 0).length) / count).toFixed(0)} %`);
  console.log(`  largest set  ${biggest.join('   ')}`);
  if (given.controls !== 'true') continue;
  const pixelPairs = await neighbourPairs(images);
  const pixels = hierarchyOf(pixelPairs, squaredDistances(images, pixelPairs), 0).linkage;
  line('pixel graph', (sets) => cutLinkage(pixels, sets));
  const ward = wardLinkage(images, dimensions);
  line('Ward pixels', (sets) => cutLinkage(ward, sets));
  line('k-means', (sets) => bestKMeans(images, dimensions, sets, streamKey(seed, 3)).assignment);
}
await products.close();
await evaluator.close();
await engine.close();

console.log('\nall seeds: mean (lowest … highest) NMI, mean ARI');
const mean = (numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
for (const [key, scores] of table) {
  const nmi = scores.map((one) => one.nmi);
  console.log(`  ${key.padEnd(16)} ${mean(nmi).toFixed(3)} (${Math.min(...nmi).toFixed(3)} … ${Math.max(...nmi).toFixed(3)})   ${mean(scores.map((one) => one.ari)).toFixed(3)}`);
}
