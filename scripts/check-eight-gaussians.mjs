import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';

// Maps the trained eight Gaussians with seeds 1 … n and holds each to an exact flooding of the grid: basins, minima, both barriers.
//   node scripts/check-eight-gaussians.mjs [--seeds 10] [--first 1] [-- settings of `basinscope map`]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '10' }, first: { type: 'string', default: '1' } },
});
register();
const { openEngine } = await import('../core/engines/open-engine.ts');
const { createEvaluator } = await import('../core/potentials/create-evaluator.ts');
const { createPotential } = await import('../core/potentials/potential.ts');
const { readPotentialFile } = await import('../core/potentials/potential-file.ts');
const { checkAgainst, exactBasins, shortfalls } = await import('../tests/core/mapping/against-flooding.ts');

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'tests/fixtures/reference/toy-gmm-trained.pth');
const trainEpsilon = 0.125;
const folder = mkdtempSync(join(tmpdir(), 'basinscope-gmm-'));

async function flooding() {
  const { network, weights } = await readPotentialFile(file);
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  const exact = await exactBasins(createEvaluator(engine, createPotential(network, weights, trainEpsilon), 8192));
  await engine.close();
  return exact;
}

/** Seconds of processor time, user and system, of the children waited for so far; NaN where the system does not tell. */
function childSeconds() {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return NaN;
  }
}

function map(seed) {
  const args = [join(root, 'bin/basinscope.mjs'), 'map', file, '--train-epsilon', String(trainEpsilon), '--seed', String(seed), '--out', join(folder, `seed-${seed}`), '--json', ...positionals];
  const begun = { wall: performance.now(), processor: childSeconds() };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`map ended with code ${code}: ${stderr.trim()}`));
      else resolve({ map: JSON.parse(stdout), seconds: (performance.now() - begun.wall) / 1000, processor: childSeconds() - begun.processor });
    });
  });
}

const range = (numbers, digits = 3) => `${Math.min(...numbers).toFixed(digits)} … ${Math.max(...numbers).toFixed(digits)}`;

try {
  const exact = await flooding();
  const first = Number(values.first);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => first + i);
  console.log(`Exact: ${exact.length} basins. Below: worst of a seed; barriers minus the flooded saddle, lowest join of each basin to a deeper one.\n`);
  console.log('seed  basins  minimum off  energy off      AD barrier        refined barrier     seconds  user+sys  α');
  const times = { wall: [], processor: [] };
  let good = 0;
  for (const seed of seeds) {
    const { map: found, seconds, processor } = await map(seed);
    times.wall.push(seconds);
    times.processor.push(processor);
    let missed;
    let cells = [];
    try {
      const checked = checkAgainst(exact, found);
      const joined = checked.filter(({ exact: { saddle }, ad, refined }) => saddle !== null && ad !== null && refined !== null);
      missed = checked.flatMap(shortfalls);
      cells = [
        Math.max(...checked.map(({ distance }) => distance)).toFixed(3).padStart(11),
        Math.max(...checked.map(({ energyError }) => Math.abs(energyError))).toFixed(3).padStart(11),
        range(joined.map(({ ad, exact: { saddle } }) => ad - saddle)).padStart(18),
        range(joined.map(({ refined, exact: { saddle } }) => refined - saddle)).padStart(19),
      ];
    } catch (error) {
      missed = [error.message];
    }
    good += missed.length === 0 ? 1 : 0;
    console.log([String(seed).padStart(4), String(found.basins.length).padStart(7), ...cells, seconds.toFixed(1).padStart(9), processor.toFixed(1).padStart(9), found.alpha.toPrecision(3)].join('  '));
    for (const line of missed) console.log(`      ${line}`);
  }
  console.log(`\n${good} of ${seeds.length} seeds hold; a seed took ${range(times.wall, 1)} s, ${range(times.processor, 1)} s of processor time (all cores).`);
  process.exitCode = good === seeds.length ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
