import type { Command } from 'commander';
import type { EngineChoice } from '../contract/engine.ts';
import type { SweepCellRow, SweepView } from '../contract/sweep.ts';
import { sweepFiles } from '../jobs/sweep-files.ts';
import { runSweep } from '../jobs/sweep-runner.ts';
import { readable } from '../pictures/numbers.ts';
import { sweepRecord } from '../pictures/sweep-tables.ts';
import { sharedThreads } from '../pieces/threads/shared-threads.ts';
import { RunStore } from '../runs/run-store.ts';
import type { StoredSweep } from '../store/sweep-store.ts';
import { openWorkspace } from '../store/workspace.ts';
import type { Workspace } from '../store/workspace.ts';
import { draftPlan, settlePlan } from '../sweeps/draft-plan.ts';
import type { SweepDraft } from '../sweeps/draft-plan.ts';
import { changePlan, createSweep, retryCells } from '../sweeps/put-sweep.ts';
import { composeSweep } from '../sweeps/sweep-view.ts';
import { CommandError, Interrupted } from './command-error.ts';
import { addEngineFlags } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { isGiven } from './given-flag.ts';
import { wholeFlag } from './number-flags.ts';
import { makeOutFolder } from './out-folder.ts';
import { columns, printJson, printLine, printNote } from './output.ts';
import { clock, short } from './progress-display.ts';
import { addQueueFlags, computedBy, QUEUE_MEANING, queueOf } from './queue-flags.ts';
import type { QueueFlags } from './queue-flags.ts';
import { resourcesFolder } from './resources.ts';
import { saveAndLeave, watchJob } from './watch-job.ts';

interface SweepFlags extends EngineFlags, QueueFlags {
  readonly out: string;
  readonly jobs: number;
  readonly retry?: boolean;
  readonly json?: boolean;
}

/** What was said of the engine on the command line; the rest is the plan's. */
function givenEngine({ engine, device, threads }: SweepFlags, command: Command): Partial<EngineChoice> {
  return {
    ...(isGiven(command, 'engine') ? { engine } : {}),
    ...(isGiven(command, 'device') ? { device } : {}),
    ...(isGiven(command, 'threads') ? { threads } : {}),
  };
}

function cellsText(count: number): string {
  return `${count} ${count === 1 ? 'cell' : 'cells'}`;
}

/** The sweep of this name in the folder, with the plan of today; made where there is none. Throws CommandError where the folder holds another. */
async function findOrMake(workspace: Workspace, draft: SweepDraft): Promise<StoredSweep> {
  const there = workspace.sweeps.list();
  const { name } = draft.plan;
  const found = there.find(({ plan }) => plan.name === name);
  if (found === undefined && there.length > 0) {
    throw new CommandError(`${workspace.folder} holds the sweep ${there.map(({ plan }) => `“${plan.name}”`).join(', ')}, and this plan is called “${name}”. Give the plan that name to go on with it, or choose another --out.`);
  }
  const plan = await settlePlan(workspace, draft);
  if (found === undefined) return createSweep(workspace, plan);
  const change = changePlan(workspace, found.id, plan);
  if (change !== null) {
    printNote(`The plan was changed: of ${cellsText(change.kept + change.added)} ${change.kept} ${change.kept === 1 ? 'is' : 'are'} as before and stay${change.kept === 1 ? 's' : ''}, ${change.added} ${change.added === 1 ? 'is' : 'are'} new${change.dropped === 0 ? '' : `; ${cellsText(change.dropped)} of the earlier plan ${change.dropped === 1 ? 'is' : 'are'} left out`}.`);
  }
  return workspace.sweeps.get(found.id);
}

/** What earlier sittings left of the cells. */
function tellStanding({ rows, cells }: SweepView): void {
  const done = rows.filter(({ outcome }) => outcome !== null).length;
  const failed = rows.filter(({ status }) => status === 'failed').length;
  const begun = rows.filter(({ outcome, failure, job }) => outcome === null && failure === null && job !== null).length;
  if (done + failed + begun === 0) return;
  const words = [
    `${done} of ${cellsText(cells)} ${done === 1 ? 'is' : 'are'} done and stay${done === 1 ? 's' : ''}`,
    ...(begun === 0 ? [] : [`${begun} ${begun === 1 ? 'was' : 'were'} under way and ${begun === 1 ? 'goes' : 'go'} on from ${begun === 1 ? 'its' : 'their'} checkpoint`]),
    ...(failed === 0 ? [] : [`${failed} failed: --retry tries ${failed === 1 ? 'it' : 'them'} again`]),
  ];
  printNote(`Going on: ${words.join('; ')}.`);
}

async function run(workspace: Workspace, id: string, flags: SweepFlags): Promise<void> {
  // Trainings side by side have a thread each, unless workers elsewhere compute them. Kinetic maps of images have compute threads of their own; what other maps evaluate at once is too little to be worth a thread.
  const isOfTrainings = workspace.sweeps.get(id).plan.kind === 'train';
  const threads = isOfTrainings && flags.jobs > 1 && queueOf(flags) === null ? sharedThreads(flags.jobs) : null;
  const { outcome, message } = await watchJob((onEvent, note) => {
    const computing = threads === null ? computedBy(flags, note) : { piecesFor: threads.piecesFor };
    return runSweep(workspace, id, { resources: resourcesFolder, width: flags.jobs, ...computing, onEvent, onNotice: note });
  }, saveAndLeave);
  await threads?.close();
  if (outcome === 'failed') throw new CommandError(`The sweep failed: ${message ?? 'no reason was given'} What was found is in ${workspace.folder}.`);
  if (outcome === 'done') return;
  const view = composeSweep(workspace, new RunStore(workspace.folder), id);
  await sweepFiles(view, new RunStore(workspace.folder), workspace.folder);
  throw new Interrupted(`Stopped and saved after ${view.done} of ${cellsText(view.cells)}. The same command goes on.`);
}

/** The numbers that cells are told by in the terminal. */
function rowWords({ outcome, status, failure }: SweepCellRow): string[] {
  if (outcome === null) return [status === 'failed' ? `failed: ${failure ?? 'no reason was given'}` : status];
  const number = (value: number | null): string => (value === null ? '–' : readable(value));
  if (outcome.kind === 'map') {
    return [String(outcome.basins), String(outcome.states), outcome.largestShare === null ? '–' : `${Math.round(100 * outcome.largestShare)} %`, number(outcome.lowestBarrier), number(outcome.highestBarrier), clock(outcome.seconds)];
  }
  return [String(outcome.updates), `${number(outcome.energyDifference)} ± ${number(outcome.energySpread)}`, number(outcome.gradientNorm), outcome.verdict, clock(outcome.seconds)];
}

function printSweep(view: SweepView, files: readonly string[]): void {
  const { axes, rows, kind } = view;
  const seeds = view.plan.repeats > 1;
  const outcome = kind === 'map' ? ['basins', 'states', 'largest', 'lowest barrier', 'highest barrier', 'time'] : ['updates', 'd_s', 'r_s', 'verdict', 'time'];
  printLine(`\n${view.done} of ${cellsText(view.cells)}${view.failed === 0 ? '' : `, ${view.failed} failed`}\n`);
  printLine(columns([
    [...axes.map(({ setting }) => setting), ...(seeds ? ['seed'] : []), ...outcome],
    ...rows.map((row) => [...row.at.map((place, axis) => axes[axis]!.words[place]!), ...(seeds ? [String(row.seed)] : []), ...rowWords(row)]),
  ]));
  const chainSteps = rows.reduce((sum, row) => sum + (row.outcome?.chainSteps ?? 0), 0);
  printLine(`\n${clock(view.seconds)}, ${short(chainSteps)} chain steps`);
  printLine(`Pictures and tables:\n${files.map((file) => `  ${file}`).join('\n')}`);
}

async function sweep(file: string, flags: SweepFlags, command: Command): Promise<void> {
  // Before anything is made: an address that is none is an error of the command line.
  queueOf(flags);
  const draft = await draftPlan(file, { resources: resourcesFolder, engine: givenEngine(flags, command) });
  const folder = await makeOutFolder(flags.out);
  const workspace = openWorkspace(folder);
  try {
    const runs = new RunStore(folder);
    const { id } = await findOrMake(workspace, draft);
    if (flags.retry === true) {
      const again = retryCells(workspace, id);
      printNote(again === 0 ? 'No cell has failed: there is nothing to try again.' : `${cellsText(again)} that failed ${again === 1 ? 'is' : 'are'} tried again.`);
    }
    const before = composeSweep(workspace, runs, id);
    tellStanding(before);
    if (before.rows.some(({ outcome, failure }) => outcome === null && failure === null)) {
      printNote(`Sweep ${before.name}: ${cellsText(before.cells)}, ${before.axes.map(({ setting, values }) => `${values.length} ${values.length === 1 ? 'value' : 'values'} of ${setting}`).join(' by ')}. Ctrl-C saves and stops.`);
      await run(workspace, id, flags);
    }
    const view = composeSweep(workspace, runs, id);
    const files = await sweepFiles(view, runs, folder);
    if (flags.json === true) printJson({ ...sweepRecord(view), files });
    else printSweep(view, files);
    if (view.failed > 0) throw new CommandError(`${cellsText(view.failed)} of ${view.cells} failed; the table says why. The same command with --retry tries ${view.failed === 1 ? 'it' : 'them'} again.`);
  } finally {
    workspace.close();
  }
}

/** `sweep PLAN.json`: many maps or trainings that differ in one or two settings, as one thing. */
export function addSweepCommand(program: Command): void {
  const command = program
    .command('sweep')
    .description('maps or trains many times over one or two settings, seeds or checkpoints: a phase diagram, or curves side by side')
    .argument('<plan>', 'what is swept over what: a JSON file (docs/sweeps.md)')
    .requiredOption('--out <folder>', 'where the sweep goes, with all its maps or runs: a workspace that the window opens; the same command again goes on')
    .option('--jobs <n>', 'cells at once', wholeFlag({ least: 1, most: 1000 }), 1)
    .option('--retry', 'tries failed cells again')
    .option('--json', 'one JSON object on stdout');
  addQueueFlags(command, QUEUE_MEANING);
  addEngineFlags(command).action((file: string, flags: SweepFlags) => sweep(file, flags, command));
}
