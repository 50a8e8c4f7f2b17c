import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

// Trains 20,000 updates of a tiny 2D config and holds the memory at the end against that after 2,000: they may differ by 5 %.
//   node --expose-gc scripts/memory-train-test.mjs [updates]
register();
if (globalThis.gc === undefined) throw new Error('Start it with node --expose-gc, so that garbage does not count.');
const updates = Number(process.argv[2] ?? 20_000);
const root = fileURLToPath(new URL('..', import.meta.url));
const { trainingConfig } = await import('../core/contract/training-config.ts');
const { runPlan } = await import('../core/contract/training-run.ts');
const { toyNet } = await import('../core/networks/reference-nets.ts');
const { createRun } = await import('../core/jobs/new-run.ts');
const { runTraining } = await import('../core/jobs/train-runner.ts');
const { RunFolder } = await import('../core/runs/run-folder.ts');

const path = mkdtempSync(join(tmpdir(), 'basinscope-memory-'));
const resources = join(root, 'resources');
const config = trainingConfig.parse({
  name: 'memory', data: { kind: 'toy', density: { type: 'gmm', groups: 4, sd: 0.2, radius: 1 } }, architecture: toyNet(2, 8),
  batchSize: 20, epsilon: 0.125, dataEpsilon: 0.05, shortRun: { steps: 5, start: 'persistent' }, bankSize: 1000,
  phases: [{ updates, optimizer: 'adam', lrInit: 1e-4, lrMin: 1e-4, lrDecay: 1 }], longRun: null, logEvery: 100,
});
const mb = (bytes) => (bytes / 2 ** 20).toFixed(1);
const seen = [];

/** The least of some moments after a collection: what is between two of them is garbage on its way. */
function measure(update) {
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  seen.push({ update, rss, heap: heapUsed, external });
  console.log(`after ${update} updates: heap ${mb(heapUsed)} MB, external ${mb(external)} MB, RSS ${mb(rss)} MB`);
}

try {
  const folder = new RunFolder(path);
  await createRun(folder, { resources, start: runPlan.parse({ name: 'memory', config, seed: 1, engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 } }) });
  const every = updates / 10;
  const job = await runTraining(folder, {
    resources,
    onEvent: (event) => {
      if (event.type === 'metric' && event.step % every === 0) measure(event.step);
    },
  });
  const { outcome, message } = await job.finished;
  if (outcome !== 'done') throw new Error(`${outcome}: ${message}`);
  const [first, last] = [seen[0], seen.at(-1)];
  const growth = (name) => (100 * (last[name] - first[name])) / first[name];
  console.log(`growth from ${first.update} to ${last.update} updates: heap ${growth('heap').toFixed(1)} %, RSS ${growth('rss').toFixed(1)} %`);
  process.exitCode = growth('heap') <= 5 && growth('rss') <= 5 ? 0 : 1;
} finally {
  rmSync(path, { recursive: true, force: true });
}
