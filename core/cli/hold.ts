import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { HoldPlan } from '../contract/hold.ts';
import { planHold, runHold } from '../jobs/hold-runner.ts';
import { readHold } from '../jobs/read-hold.ts';
import { longestLag } from '../markov/hold-report.ts';
import { evenSpacing } from '../markov/hold-run.ts';
import { counted } from '../pictures/numbers.ts';
import { openWorkspace } from '../store/workspace.ts';
import type { Workspace } from '../store/workspace.ts';
import { CommandError, Interrupted } from './command-error.ts';
import { addEngineFlags, engineFor } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { findMap } from './find-map.ts';
import { printHold } from './hold-text.ts';
import { wholeFlag } from './number-flags.ts';
import { printNote } from './output.ts';
import { addQueueFlags, computedBy, QUEUE_MEANING, queueOf } from './queue-flags.ts';
import type { QueueFlags } from './queue-flags.ts';
import { saveAndLeave, watchJob } from './watch-job.ts';

interface HoldFlags extends EngineFlags, QueueFlags {
  readonly steps: number;
  readonly sets?: number;
  readonly chains: number;
  readonly lags?: readonly number[];
  readonly seed: number;
  readonly map?: string;
  readonly json?: boolean;
}

function lagsFlag(text: string): number[] {
  const lags = text.split(',').map(Number);
  if (!lags.every((lag) => Number.isSafeInteger(lag) && lag > 0)) throw new InvalidArgumentError('Whole numbers of steps were expected, with commas between.');
  return [...new Set(lags)].sort((a, b) => a - b);
}

/** Throws CommandError where transitions over a lag cannot be counted: there are no looks so far apart, or too few. */
function checkLags(lags: readonly number[], steps: number): void {
  const [spacing, most] = [evenSpacing(steps), longestLag(steps)];
  const wrong = lags.find((lag) => lag % spacing !== 0 || lag > most);
  if (wrong === undefined) return;
  throw new CommandError(`A lag of ${wrong} cannot be counted: chains of ${counted(steps)} steps are looked at every ${counted(spacing)}, so that lags are multiples of it up to ${counted(most)}.`, { exitCode: 2 });
}

async function watch(workspace: Workspace, plan: HoldPlan, flags: HoldFlags, command: Command): Promise<void> {
  const { name, settings } = workspace.maps.get(plan.map);
  const { done } = workspace.holds.get(plan);
  const going = done > 0 ? `Going on after ${counted(done)} steps: ` : '';
  printNote(`${going}${counted(plan.steps)} steps of ${plan.chains} unbiased chains in ${plan.sets} sets of ${name}, seed ${plan.seed}. Ctrl-C saves and stops.`);
  const engine = engineFor(settings, flags, command);
  const { outcome, message } = await watchJob((onEvent, note) => runHold(workspace, plan, { engine, onEvent, ...computedBy(flags, note) }), saveAndLeave);
  if (outcome === 'failed') throw new CommandError(`The chains failed: ${message ?? 'no reason was given'}`);
  if (outcome !== 'done') throw new Interrupted(`Stopped and saved after ${counted(workspace.holds.get(plan).done)} steps. The same command goes on.`);
}

async function hold(folder: string, flags: HoldFlags, command: Command): Promise<void> {
  const { steps, chains, seed, lags } = flags;
  if (lags !== undefined) checkLags(lags, steps);
  queueOf(flags);
  const workspace = openWorkspace(folder, { create: false });
  try {
    const { id } = findMap(workspace, flags.map);
    const plan = { map: id, sets: flags.sets ?? workspace.hierarchies.get(id).sets, steps, chains, seed };
    planHold(workspace, plan);
    if (workspace.holds.get(plan).status !== 'done') await watch(workspace, plan, flags, command);
    printHold(readHold(workspace, plan, lags ?? null)!, flags.json === true);
  } finally {
    workspace.close();
  }
}

/** `hold DIR`: whether a kinetic map's sets hold unbiased chains. */
export function addHoldCommand(program: Command): void {
  const command = program
    .command('hold')
    .description('watches unbiased chains in the sets of a kinetic map: do the sets hold, and which exchange?')
    .argument('<dir>', 'the folder that a map was written to')
    .requiredOption('--steps <n>', 'Langevin steps of every chain', wholeFlag({ least: 1, most: 100_000_000 }))
    .option('--sets <m>', 'number of sets (default: the map’s own)', wholeFlag({ least: 1 }))
    .option('--chains <n>', 'chains in all, shared among the sets by their sizes', wholeFlag({ least: 1, most: 65536 }), 200)
    .option('--lags <a,b,c>', 'lags of the Markov models, in steps', lagsFlag)
    .option('--seed <n>', 'seed of the chains', wholeFlag({ least: 0, most: 2 ** 32 - 1 }), 1)
    .option('--map <name>', 'name or id of the map, where the folder holds several (default: the newest)')
    .option('--json', 'one JSON object on stdout');
  addQueueFlags(command, QUEUE_MEANING);
  addEngineFlags(command).action((folder: string, flags: HoldFlags) => hold(folder, flags, command));
}
