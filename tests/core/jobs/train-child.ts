import { RunFolder } from '../../../core/runs/run-folder.ts';
import { makeRun, smallGraph, smallToy, train } from '../runs/small-runs.ts';

// A program of its own that trains a small run, or goes on with what is there: made to be killed.
// It kills itself once it has told of so many updates: a signal from outside may come after the end on a busy machine.
const [path = '', killAt = 'never', what = 'toy'] = process.argv.slice(2);
const folder = new RunFolder(path);
const { config, ...start } = what === 'graph' ? await smallGraph() : { config: smallToy };
if (!folder.holdsRun()) await makeRun(path, config, { keeping: { every: 3, newest: 2, nth: 0, best: false }, ...start });
process.stdout.write(`${folder.read().status}\n`);
const { outcome, message } = await train(folder, (event) => {
  if (event.type !== 'metric') return;
  process.stdout.write(`update ${event.step}\n`);
  if (event.step >= Number(killAt)) process.kill(process.pid, 'SIGKILL');
}, { checkpointSeconds: 0.02 });
if (outcome !== 'done') throw new Error(`${outcome}: ${message ?? ''}`);
process.stdout.write('done\n');
