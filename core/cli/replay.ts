import type { Command } from 'commander';
import { openBundle } from '../bundles/bundle-file.ts';
import { prepareReplay } from '../bundles/replay.ts';
import type { ReplayReport } from '../contract/bundle.ts';
import { CommandError, Interrupted } from './command-error.ts';
import { addEngineFlags, engineFor } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { wholeFlag } from './number-flags.ts';
import { columns, printJson, printLine, printNote } from './output.ts';
import { clock } from './progress-display.ts';
import { resourcesFolder } from './resources.ts';
import { addQueueFlags, computedBy, QUEUE_MEANING } from './queue-flags.ts';
import type { QueueFlags } from './queue-flags.ts';
import { watchJob } from './watch-job.ts';

interface ReplayFlags extends EngineFlags, QueueFlags {
  readonly data?: string;
  readonly labels?: string;
  readonly updates?: number;
  readonly from?: number;
  readonly json?: boolean;
}

async function replay(file: string, flags: ReplayFlags, command: Command): Promise<void> {
  const spread = computedBy(flags, printNote);
  const bundle = await openBundle(file);
  const prepared = await prepareReplay(bundle, {
    resources: resourcesFolder, data: flags.data ?? null, labels: flags.labels ?? null, updates: flags.updates ?? null, from: flags.from ?? null,
    engine: (recorded) => engineFor(recorded, flags, command),
  });
  try {
    printNote(`Computing ${prepared.name} again. Ctrl-C stops.`);
    const { outcome, message } = await watchJob((onEvent) => prepared.start({ onEvent, ...spread }), (job) => void job.cancel(), 'basin');
    if (outcome === 'failed') throw new CommandError(`The replay failed: ${message ?? 'no reason was given'}`);
    if (outcome !== 'done') throw new Interrupted('Stopped: nothing was compared.');
    const report = await prepared.verdict();
    if (flags.json === true) printJson(report);
    else printReport(report);
    if (report.verdict === 'differs') throw new CommandError(report.text);
  } finally {
    prepared.close();
  }
}

function printReport({ verdict, text, before, now, parts, measures, notes, seconds }: ReplayReport): void {
  printLine(columns([
    ['records', 'compared', 'differing', ''],
    ...parts.map(({ name, of, differing, equal, counts }) => [name, String(of), String(differing), equal ? 'same' : counts ? 'OTHER' : 'other, not part of the result']),
  ]));
  for (const { name, examples, counts } of parts) if (counts) for (const example of examples) printLine(`  ${name}: ${example}`);
  if (measures.length > 0) printLine();
  for (const { name, value, is, bound, holds, meaning } of measures) printLine(`${name}: ${value?.toPrecision(4) ?? 'no number'}, ${is} ${bound} expected${holds ? '' : ': NOT KEPT'} (${meaning})`);
  for (const note of notes) printLine(note);
  printLine(`\nBundle:  ${before}\nHere:    ${now}, ${clock(seconds)}\n`);
  if (verdict !== 'differs') printLine(text);
}

/** `replay FILE`: a bundle computed again and held against itself. */
export function addReplayCommand(program: Command): void {
  const command = program
    .command('replay')
    .description('computes the map or training of a bundle again and says whether the result is the same: to the bit on the same kind of machine, within stated bounds elsewhere; the exit code is 0 where it is')
    .argument('<file>', 'a bundle, as bundle wrote it')
    .option('--data <path>', 'the data set, or a folder that holds it, where it is neither in the bundle nor comes with the program')
    .option('--labels <l.npy>', 'labels of the data set, where they are a file apart')
    .option('--updates <n>', 'of a training: only so many updates', wholeFlag({ least: 1 }))
    .option('--from <update>', 'of a training: from this checkpoint of the bundle', wholeFlag({ least: 0 }))
    .option('--json', 'one JSON object on stdout');
  addQueueFlags(command, QUEUE_MEANING);
  addEngineFlags(command).action(replay);
}
