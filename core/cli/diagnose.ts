import { relative } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { longRunStart } from '../contract/training-run.ts';
import type { Diagnosis, LongRunStart, LongRunTest } from '../contract/training-run.ts';
import { longRunSettings } from '../contract/training-settings.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { diagnosisSvg } from '../pictures/diagnosis-svg.ts';
import { longRunSvg } from '../pictures/long-run-svg.ts';
import { counted, readable } from '../pictures/numbers.ts';
import { svgToPng } from '../pictures/svg-to-png.ts';
import { readLongRunTests } from '../runs/long-run-files.ts';
import { MetricsReader } from '../runs/metrics-file.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { CommandError } from './command-error.ts';
import { testLongRun } from './diagnose-long-run.ts';
import { addEngineFlags, engineFor } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { columns, printJson, printLine, printNote } from './output.ts';
import { addQueueFlags, QUEUE_MEANING } from './queue-flags.ts';
import type { QueueFlags } from './queue-flags.ts';
import { settingOption } from './setting-flags.ts';

interface DiagnoseFlags extends EngineFlags, QueueFlags {
  readonly svg?: string;
  readonly png?: string;
  readonly longRun?: number;
  readonly update?: number;
  readonly chains: number;
  readonly starts: readonly LongRunStart[];
  readonly film?: string;
  readonly json?: boolean;
}

async function run(path: string, flags: DiagnoseFlags, command: Command): Promise<void> {
  const folder = new RunFolder(path);
  const record = folder.read();
  if (flags.longRun !== undefined) await testLongRun(folder, { ...flags, longRun: flags.longRun, engine: engineFor(record.engine, flags, command), queue: flags });
  const series = new MetricsReader(folder.metricsFile).series(0);
  const { tests, problems } = await readLongRunTests(folder.longRunFolder);
  for (const problem of problems) printNote(`Left out: ${problem}`);
  const newest = tests.at(-1) ?? null;
  const diagnosis = diagnose(series, record.config, newest);
  const updates = series.energyDifference.length;
  if (flags.svg !== undefined || flags.png !== undefined) {
    const svg = diagnosisSvg({ name: record.name, config: record.config, series, diagnosis });
    if (flags.svg !== undefined) await writeFileWhole(flags.svg, svg);
    if (flags.png !== undefined) await writeFileWhole(flags.png, svgToPng(svg));
  }
  if (flags.film !== undefined) {
    if (newest === null) throw new CommandError('--film draws a long-run test, and this run has none: make one with --long-run.', { exitCode: 2 });
    const svg = longRunSvg(record.name, newest);
    await writeFileWhole(flags.film, flags.film.toLowerCase().endsWith('.svg') ? svg : svgToPng(svg));
  }
  if (flags.json === true) printJson(asJson(diagnosis, updates, newest));
  else print(diagnosis, record.name, updates, newest, flags);
}

/** The verdict for programs: the contract's own names, numbers also by symbol-free name. */
function asJson(diagnosis: Diagnosis, updates: number, longRun: LongRunTest | null): object {
  const { verdict, title, explanation, advice, window, correlations, histogram } = diagnosis;
  return {
    verdict, title, updates, window, explanation, advice,
    numbers: Object.fromEntries(diagnosis.numbers.map(({ name, symbol, value, spread, unit }) => [name, { symbol, value, spread, unit }])),
    correlations, histogram, long_run: longRun === null ? null : { update: longRun.update, steps: longRun.totalSteps, findings: longRun.findings, drift: longRun.drift, gap: longRun.gap },
  };
}

function print({ title, explanation, advice, numbers }: Diagnosis, name: string, updates: number, longRun: LongRunTest | null, flags: DiagnoseFlags): void {
  printLine(`${name}, ${counted(updates)} updates: ${title}`);
  printLine();
  for (const line of explanation) printLine(line);
  for (const line of advice) printLine(`→ ${line}`);
  if (numbers.length > 0) {
    printLine();
    const rows = numbers.map(({ name: what, symbol, value, spread, unit }) => [
      symbol === null ? what : `${what} ${symbol}`, readable(value, 4), spread === null ? '' : `± ${readable(spread, 2)}`, unit,
    ]);
    printLine(columns([['', 'value', '', ''], ...rows]));
  }
  if (longRun !== null) {
    printLine(`\nLong-run test of update ${longRun.update}, ${counted(longRun.totalSteps)} steps:`);
    for (const finding of longRun.findings) printLine(finding);
  }
  for (const file of [flags.svg, flags.png, flags.film]) if (file !== undefined) printLine(`\nFigure: ${relative('.', file)}`);
}

function startsFlag(text: string): LongRunStart[] {
  const known = longRunStart.options;
  const starts = [...new Set(text.split(','))].map((name) => known.find((start) => start === name.trim()));
  if (starts.some((start) => start === undefined)) throw new InvalidArgumentError(`A list of ${known.join(', ')} was expected.`);
  return starts as LongRunStart[];
}

/** `diagnose RUN`: the verdict on a training run with the numbers it rests on. */
export function addDiagnoseCommand(program: Command): void {
  const command = program
    .command('diagnose')
    .description('tells whether a training run converges, with the numbers the verdict rests on')
    .argument('<run>', 'folder of a run')
    .option('--svg <file>', 'write the diagnosis figure as SVG')
    .option('--png <file>', 'write it as PNG')
    .addOption(settingOption(longRunSettings.steps, 'long-run', 'steps', undefined, 'Makes a long-run test of a checkpoint first. '))
    .addOption(settingOption(longRunSettings.update, 'update', 'n', longRunSettings.update.none, 'With --long-run: '))
    .addOption(settingOption(longRunSettings.chains, 'chains', 'n', undefined, 'With --long-run: ').default(16))
    .option('--starts <list>', 'with --long-run: where they start, of data, uniform, gaussian, persistent', startsFlag, ['data', 'uniform'])
    .option('--film <file>', 'draw the newest long-run test, energies and film strip, as PNG (or .svg)')
    .option('--json', 'one JSON object on stdout');
  addQueueFlags(command, `with --long-run: ${QUEUE_MEANING}`);
  addEngineFlags(command).action((path: string, flags: DiagnoseFlags) => run(path, flags, command));
}
