import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { mapSettings } from '../../core/contract/map-settings.ts';
import { ProgressDisplay } from '../../core/cli/progress-display.ts';
import { createMap } from '../../core/jobs/new-map.ts';
import { planHold, runHold } from '../../core/jobs/hold-runner.ts';
import { runMap } from '../../core/jobs/map-runner.ts';
import { readHold } from '../../core/jobs/read-hold.ts';
import { readPotentialFile } from '../../core/potentials/potential-file.ts';
import { Database } from '../../core/store/database.ts';
import { importPotential } from '../../core/store/import-potential.ts';
import { openWorkspace } from '../../core/store/workspace.ts';
import { root } from '../setup/root.mjs';
import { bundled } from './bundled.mjs';
import { say, SetupError } from '../setup/say.mjs';

/**
 * Makes each entry's potential and map in the workspace `folder`, in place of those of the same name, and removes what
 * is bundled no longer; `fresh`: everything. Then makes the file as small as it gets and sees that nothing of this machine is in it.
 */
export async function makeBundle(folder, entries, { fresh }) {
  if (fresh) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await withWorkspace(folder, async (workspace) => {
    const gone = workspace.potentials.list().filter(({ name }) => !bundled.some((entry) => entry.name === name));
    for (const { name } of gone) await discard(workspace, name);
  });
  for (const entry of entries) {
    await withWorkspace(folder, async (workspace) => {
      await discard(workspace, entry.name);
      await make(workspace, entry);
    });
  }
  tidy(folder, entries);
}

async function withWorkspace(folder, work) {
  const workspace = openWorkspace(folder);
  try {
    await work(workspace);
  } finally {
    workspace.close();
  }
}

/** Removes the maps and the potential of this name. */
async function discard(workspace, name) {
  for (const potential of workspace.potentials.list().filter((one) => one.name === name)) {
    for (const map of workspace.maps.list().filter((one) => one.potential === potential.id)) workspace.maps.remove(map.id);
    await workspace.potentials.remove(potential.id);
  }
}

async function make(workspace, { name, file, data, settings, hold }) {
  const { recordedEpsilon } = await readPotentialFile(file);
  if (recordedEpsilon === null) throw new SetupError(`${file} does not say its ε: make it by scripts/make-potentials.mjs.`);
  const potential = await importPotential(workspace, file, { name, trainEpsilon: recordedEpsilon, bundled: true });
  const map = await createMap(workspace, { potential: potential.id, name, settings: mapSettings.parse(settings), dataset: data?.path ?? null, labels: null });
  await toItsEnd(`the map of ${name}`, (onEvent) => runMap(workspace, map.id, { onEvent }));
  const { basins, states, seconds } = workspace.maps.get(map.id);
  say(`${name}: ${basins} ${settings.method === 'kinetic' ? 'sets' : 'basins'} from ${states} states, ${Math.round(seconds)} s`);
  for (const asked of hold?.sets ?? []) {
    const plan = { map: map.id, sets: asked ?? workspace.hierarchies.get(map.id).sets, steps: hold.steps, chains: hold.chains, seed: 1 };
    planHold(workspace, plan);
    await toItsEnd(`the chains in the ${plan.sets} sets of ${name}`, (onEvent) => runHold(workspace, plan, { onEvent }));
    say(`${name}: ${readHold(workspace, plan).detail.verdict.text}`);
  }
  workspace.maps.setBundled(map.id, true);
}

/** Runs a job, showing how far it is. Throws SetupError where it does not come to its end. */
async function toItsEnd(what, start) {
  const display = new ProgressDisplay();
  const job = await start((event) => event.type === 'progress' && display.show(event));
  const { outcome, message } = await job.finished;
  display.clear();
  if (outcome !== 'done') throw new SetupError(`${what} ended as ${outcome}: ${message ?? 'no reason was given'}`);
}

/** Dates everything in the order of the list, whatever was made again when: the window shows potentials by age and opens the newest map. */
function putInOrder(database) {
  const { first } = database.get('SELECT min(added_at) AS first FROM potential');
  const at = (place) => new Date(Date.parse(first) + 1000 * place).toISOString();
  for (const [place, { name, opens }] of bundled.entries()) {
    database.run('UPDATE potential SET added_at = ? WHERE name = ?', [at(place), name]);
    database.run('UPDATE map SET created_at = ? WHERE name = ?', [at(opens === true ? bundled.length : place), name]);
  }
}

/** Names files by what they hold and data sets by their titles, and packs the database into one small file without a log. */
function tidy(folder, entries) {
  const path = join(folder, 'workspace.sqlite');
  const packed = join(folder, 'packed.sqlite');
  const database = new Database(path);
  for (const { id, name, file } of database.all('SELECT id, name, file FROM potential')) {
    const readable = `potentials/${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.safetensors`;
    if (file !== readable) renameSync(join(folder, file), join(folder, readable));
    database.run('UPDATE potential SET file = ? WHERE id = ?', [readable, id]);
  }
  for (const { data } of entries) if (data !== null) database.run('UPDATE map SET dataset = ? WHERE dataset = ?', [data.title, data.path]);
  putInOrder(database);
  database.exec('UPDATE map SET owner = NULL, owner_pid = NULL, owner_host = NULL, owner_beat = NULL');
  rmSync(packed, { force: true });
  database.run('VACUUM INTO ?', [packed]);
  database.close();
  for (const old of [path, `${path}-wal`, `${path}-shm`]) rmSync(old, { force: true });
  renameSync(packed, path);

  const bytes = readFileSync(path);
  for (const trace of [root, homedir(), hostname()]) {
    if (trace.length > 3 && bytes.includes(trace)) throw new SetupError(`${path} holds ${JSON.stringify(trace)}, which is of this machine alone.`);
  }
  say(`${path}: ${(statSync(path).size / 1e6).toFixed(1)} MB`);
}
