import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';
import { learned } from './bundle/learned.mjs';
import { root } from './setup/root.mjs';
import { run } from './setup/run.mjs';
import { runAsProgram, say, SetupError } from './setup/say.mjs';

// Makes resources/potentials: learns each preset of scripts/bundle/learned.mjs by `basinscope train` and keeps its last checkpoint's weights.
//   node scripts/make-potentials.mjs [--only PRESET …] [--data FOLDER] [--runs FOLDER]
// --data: the folder that holds mnist/ with its training images. --runs: where the runs go; one that is there and finished is not made again.
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    data: { type: 'string' },
    runs: { type: 'string' },
  },
});
const runs = values.runs ?? mkdtempSync(join(tmpdir(), 'basinscope-runs-'));

function wanted() {
  const unknown = (values.only ?? []).filter((name) => !learned.some(({ preset }) => preset === name));
  if (unknown.length > 0) throw new SetupError(`no potential is learned from ${unknown.join(', ')}: there are ${learned.map(({ preset }) => preset).join(', ')}.`);
  return learned.filter(({ preset }) => values.only === undefined || values.only.includes(preset));
}

function provenanceOf({ preset, seed, words }, { epsilon, dataEpsilon, shortRun, batchSize, phases }) {
  const rates = phases.map(({ optimizer, updates, lrInit }) => `${optimizer === 'sgd' ? 'SGD' : 'Adam'} from ${lrInit} for ${updates.toLocaleString('en')} updates`);
  const noise = dataEpsilon === 0 ? '' : `, ε_data = ${dataEpsilon}`;
  return `${words} by Basinscope: preset ${preset}, seed ${seed} (ε = ${epsilon}${noise}, ${shortRun.steps} ${shortRun.sampler === 'mala' ? 'MALA' : 'Langevin'} steps an update, batch ${batchSize}, ${rates.join(', ')}).`;
}

async function learn(entry) {
  const config = join(root, 'resources', 'presets', `${entry.preset}.json`);
  const out = join(runs, entry.preset);
  const { readTrainingConfig } = await import('../core/training/reference-config.ts');
  const asked = readTrainingConfig(readFileSync(config, 'utf8'), config);
  const data = values.data === undefined || asked.data.kind === 'toy' ? [] : ['--data', values.data];
  const resume = existsSync(join(out, 'run.json')) ? ['--resume'] : [];
  const args = ['bin/basinscope.mjs', 'train', config, '--seed', String(entry.seed), '--out', out, ...data, ...resume];
  const { code } = await run(process.execPath, args, { show: true });
  if (code !== 0) throw new SetupError(`learning ${entry.preset} ended with code ${code}; what it left is in ${out}.`);
  const { RunFolder } = await import('../core/runs/run-folder.ts');
  const { totalUpdates } = await import('../core/training/config-length.ts');
  const { readPotentialFile, writePotentialFile } = await import('../core/potentials/potential-file.ts');
  const folder = new RunFolder(out);
  const record = folder.read();
  if (record.seed !== entry.seed || !isDeepStrictEqual({ ...record.config, name: '', data: null }, { ...asked, name: '', data: null })) {
    throw new SetupError(`the run in ${out} is of another config or seed than ${entry.preset}, seed ${entry.seed}. Name another --runs folder.`);
  }
  const updates = totalUpdates(asked);
  const { network, weights, recordedEpsilon } = await readPotentialFile(folder.checkpointFile(updates));
  const file = join(root, 'resources', 'potentials', `${entry.preset}.safetensors`);
  await writePotentialFile(file, { network, weights, trainEpsilon: recordedEpsilon }, provenanceOf(entry, asked));
  say(`${file}: after ${updates.toLocaleString('en')} updates, ${Math.round(record.seconds)} s`);
}

await runAsProgram(async () => {
  const entries = wanted();
  register();
  for (const entry of entries) await learn(entry);
});
