/* global window, document, requestAnimationFrame -- what is evaluated in the page */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../setup/root.mjs';
import { csvOf, growthOf } from './growth.mjs';
import { pictureOf } from './picture.mjs';
import { Sampler } from './sampler.mjs';

const { _electron } = createRequire(import.meta.url)('@playwright/test');
const { values } = parseArgs({
  options: { opens: { type: 'string', default: '2000' }, maps: { type: 'string', default: '200' }, trainings: { type: 'string', default: '200' }, out: { type: 'string', default: 'test-results/soak' } },
});
/** Samples a phase; each collects garbage first, so that what is between two of them does not count. */
const SAMPLES = 40;
const out = resolve(values.out);
const folder = mkdtempSync(join(tmpdir(), 'basinscope-soak-'));
const complaints = [];

const map = { method: 'minimum', states: 20, burnIn: 5, alpha: 20, barrierNearest: 2, barrierRepeats: 1, seed: 3 };
const training = {
  name: 'soak', seed: 1, keeping: { every: 5, newest: 1, nth: 0, best: false },
  config: {
    name: 'soak', data: { kind: 'toy', density: { type: 'gmm', groups: 4, sd: 0.2, radius: 1 } },
    architecture: {
      net: 'toy', inputShape: [2, 1, 1],
      layers: [{ type: 'conv2d', key: 'f.0', out: 8, kernel: 1, stride: 1, padding: 0 }, { type: 'leaky_relu', slope: 0.05 }, { type: 'conv2d', key: 'f.2', out: 1, kernel: 1, stride: 1, padding: 0 }],
    },
    batchSize: 16, epsilon: 0.125, dataEpsilon: 0.05, shortRun: { steps: 5, start: 'persistent' }, bankSize: 100,
    phases: [{ updates: 10, optimizer: 'adam', lrInit: 1e-3, lrMin: 1e-3, lrDecay: 1 }], longRun: null, logEvery: 5,
  },
};

/** Runs in the page: asks over the bridge as the window does. */
const ask = (page, name, what) => page.evaluate(async ([request, asked]) => {
  const reply = await window.basinscope.request(request, asked);
  if (!reply.ok) throw new Error(`${request}: ${reply.error.title}: ${reply.error.message}`);
  return reply.answer;
}, [name, what]);

/** Opens one map after another, as fast as the window shows them; every seventh time none, its potential's page. */
async function openMaps(page, from, to) {
  await page.evaluate(async ([first, last]) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let i = first; i < last; i++) {
      const rows = [...document.querySelectorAll(i % 7 === 6 ? '[data-testid="potential-item"]' : '[data-testid="map-item"]')];
      const row = rows[i % rows.length];
      row.click();
      const shown = () => (i % 7 === 6 ? document.querySelector('[data-testid="potential-page"]') : document.querySelector(`[data-testid="map-workspace"][data-map="${row.dataset.id}"]`));
      for (const start = performance.now(); shown() === null; await frame()) if (performance.now() - start > 30_000) throw new Error(`${row.dataset.id} was not shown within 30 s`);
      // Now and then long enough for the graph to stand.
      await new Promise((done) => setTimeout(done, i % 10 === 0 ? 400 : 20));
    }
  }, [from, to]);
}

/** Makes `kind` of work from `first` to `last`, one after another: started, opened, awaited, removed. */
async function makeWork(page, kind, start, first, last) {
  for (let i = first; i < last; i++) {
    const { id } = await start();
    await page.evaluate(async ([noun, made]) => {
      const asked = async (name, what) => {
        const reply = await window.basinscope.request(name, what);
        if (!reply.ok) throw new Error(`${name}: ${reply.error.title}: ${reply.error.message}`);
        return reply.answer;
      };
      for (const began = performance.now(); ; await new Promise((done) => setTimeout(done, 100))) {
        const view = await asked('workspace.get', {});
        const one = (noun === 'map' ? view.maps : view.runs).find((candidate) => candidate.id === made);
        if (one.status === 'done') break;
        if (one.status === 'failed') throw new Error(`${noun} ${made} failed: ${one.failure}`);
        document.querySelector(`[data-id="${made}"]`)?.click();
        if (performance.now() - began > 120_000) throw new Error(`${noun} ${made} stands at ${one.status} after 120 s`);
      }
      await asked(noun === 'map' ? 'map.remove' : 'training.remove', noun === 'map' ? { map: made } : { run: made });
    }, [kind, id]);
  }
}

async function phase(name, count, work, sampler) {
  if (count === 0) return;
  console.log(`${name}: ${count}`);
  const each = Math.max(1, Math.ceil(count / SAMPLES));
  await sampler.sample(name, 0);
  for (let done = 0; done < count; ) {
    const next = Math.min(count, done + each);
    await work(done, next);
    done = next;
    await sampler.sample(name, done);
  }
}

async function main() {
  mkdirSync(out, { recursive: true });
  cpSync(join(root, 'resources/workspace'), join(folder, 'workspace'), { recursive: true });
  const asRoot = process.platform === 'linux' && process.getuid() === 0;
  const app = await _electron.launch({
    chromiumSandbox: !asRoot, cwd: root, args: [`--user-data-dir=${join(folder, 'user')}`, root],
    env: { ...process.env, BASINSCOPE_WORKSPACE: join(folder, 'workspace') },
  });
  try {
    const page = await app.firstWindow();
    page.setDefaultTimeout(0);
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.getByTestId('map-item').first().waitFor({ timeout: 60_000 });
    const sampler = await Sampler.of(app, page);
    // What is made once and kept (shaders, fonts, the last maps) is there before anything is counted.
    await openMaps(page, 0, 60);
    const { potentials } = await ask(page, 'workspace.get', {});
    const plane = potentials.find(({ network }) => network.inputShape.join() === '2,1,1').id;
    const startMap = () => ask(page, 'map.start', { potential: plane, name: 'soak', settings: map, dataset: null, labels: null });
    const startTraining = () => ask(page, 'training.start', training);
    await makeWork(page, 'map', startMap, 0, 2);
    await makeWork(page, 'run', startTraining, 0, 2);
    await phase('maps opened', Number(values.opens), (first, last) => openMaps(page, first, last), sampler);
    await phase('maps made', Number(values.maps), (first, last) => makeWork(page, 'map', startMap, first, last), sampler);
    await phase('trainings made', Number(values.trainings), (first, last) => makeWork(page, 'run', startTraining, first, last), sampler);
    writeFileSync(join(out, 'soak.csv'), csvOf(sampler.samples));
    writeFileSync(join(out, 'soak.svg'), pictureOf(sampler.samples));
    console.log(growthOf(sampler.samples));
    console.log(complaints.length === 0 ? 'The window complained of nothing.' : `The window complained ${complaints.length} times: ${[...new Set(complaints)].slice(0, 5).join('\n')}`);
    console.log(`${join(out, 'soak.csv')}\n${join(out, 'soak.svg')}`);
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
