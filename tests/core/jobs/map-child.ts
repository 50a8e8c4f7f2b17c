import { fileURLToPath } from 'node:url';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { runMap } from '../../../core/jobs/map-runner.ts';
import { createMap } from '../../../core/jobs/new-map.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';

// A program of its own that maps the toy potential into a workspace, or goes on with what is there: made to be killed.
// It kills itself, at its first checkpoint with so many chain steps: a signal from outside may come after the end on a busy machine.
const [folder = '', settings = '{}', killAt = 'never'] = process.argv.slice(2);
const weights = fileURLToPath(new URL('../../fixtures/reference/toy-gmm-trained.pth', import.meta.url));

const workspace = openWorkspace(folder);
const potential = await importPotential(workspace, weights, { name: 'toy', trainEpsilon: 0.125 });
const map =
  workspace.maps.list()[0] ?? (await createMap(workspace, { potential: potential.id, name: 'toy', settings: mapSettings.parse(JSON.parse(settings)), dataset: null, labels: null }));
process.stdout.write(`${map.status}\n`);
const job = await runMap(workspace, map.id, {
  // At every border: with a slow disk the first checkpoint late enough could otherwise be that of the end.
  checkpointSeconds: 0,
  onEvent: (event) => {
    if (event.type !== 'checkpoint') return;
    const { chainSteps } = workspace.maps.get(map.id);
    process.stdout.write(`saved ${chainSteps}\n`);
    if (chainSteps >= Number(killAt)) process.kill(process.pid, 'SIGKILL');
  },
});
const { outcome, message } = await job.finished;
workspace.close();
if (outcome !== 'done') throw new Error(`${outcome}: ${message ?? ''}`);
process.stdout.write('done\n');
