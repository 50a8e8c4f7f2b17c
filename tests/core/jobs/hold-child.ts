import { planHold, runHold } from '../../../core/jobs/hold-runner.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';

// A program of its own that watches chains in the eight sets of the workspace's map, or goes on with those there are: made to be killed.
// It kills itself, at its first checkpoint with so many steps of the chains and looks: a signal from outside may come too late.
const [folder = '', killAt = 'never'] = process.argv.slice(2);

const workspace = openWorkspace(folder, { create: false });
const key = { map: workspace.maps.list()[0]!.id, sets: 8 };
planHold(workspace, { ...key, steps: 400, chains: 24, seed: 3 });
const job = await runHold(workspace, key, {
  checkpointSeconds: 0,
  onEvent: (event) => {
    if (event.type !== 'checkpoint') return;
    const { done } = workspace.holds.get(key);
    if (done >= Number(killAt)) process.kill(process.pid, 'SIGKILL');
  },
});
const { outcome, message } = await job.finished;
workspace.close();
if (outcome !== 'done') throw new Error(`${outcome}: ${message ?? ''}`);
