import type { Command } from 'commander';
import type { AlphaInterval } from '../contract/kinetic.ts';
import type { EdgeRow } from '../contract/landscape.ts';
import { openEngine } from '../engines/open-engine.ts';
import { measurePair } from '../measurement/measure-pair.ts';
import { readable } from '../pictures/numbers.ts';
import { openWorkspace } from '../store/workspace.ts';
import { addEngineFlags, engineFor } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { findMap } from './find-map.ts';
import { barrierJson } from './kinetic-json.ts';
import { wholeFlag } from './number-flags.ts';
import { columns, printJson, printLine } from './output.ts';

interface MeasureFlags extends EngineFlags {
  readonly sets?: number;
  readonly map?: string;
  readonly json?: boolean;
}

async function measure(folder: string, a: number, b: number, flags: MeasureFlags, command: Command): Promise<void> {
  const workspace = openWorkspace(folder, { create: false });
  try {
    const map = findMap(workspace, flags.map);
    const engine = await openEngine(engineFor(map.settings, flags, command));
    try {
      const edge = await measurePair(workspace, engine, { map: map.id, sets: flags.sets ?? null, a, b });
      if (flags.json === true) printJson(barrierJson(edge));
      else printPair(edge);
    } finally {
      await engine.close();
    }
  } finally {
    workspace.close();
  }
}

/** The critical α with its interval as one phrase. */
export function alphaText({ value, low, high, beyond }: AlphaInterval): string {
  const past = beyond === null ? '–' : `> ${readable(beyond)}`;
  return `${value === null ? past : readable(value)} (${low === null ? past : readable(low)} to ${high === null ? past : readable(high)})`;
}

function printPair({ a, b, freeEnergy, graph, refined, quenched, barrier, alpha }: EdgeRow): void {
  const figure = (value: number | null | undefined): string => (typeof value === 'number' ? readable(value, 4) : '–');
  printLine(`Sets ${a} and ${b}\n`);
  printLine(columns([
    ['free-energy barrier', figure(freeEnergy)],
    ['U along the graph', figure(graph)],
    ['the same way relaxed', figure(refined)],
    ['U on a quenched path of attraction–diffusion', figure(quenched)],
    ['U on its thermal path', figure(barrier)],
    ...(alpha === null || alpha === undefined ? [] : [
      ['critical α', alphaText(alpha)],
      ...([[`${a} → ${b}`, alpha.forward], [`${b} → ${a}`, alpha.backward]] as const).flatMap(([way, one]) => (one === null ? [] : [[`  ${way}, ${one.arrived} of ${one.trials} arrived`, alphaText(one)]])),
    ]),
  ]));
}

/** `measure MAP A B`: two sets of a kinetic map tried against each other. */
export function addMeasureCommand(program: Command): void {
  const command = program
    .command('measure')
    .description('tries two sets of a finished kinetic map against each other by attraction–diffusion and relaxes the way between them, where the map did not; what is found stays with the map')
    .argument('<map>', 'the folder that a map was written to')
    .argument('<a>', 'a set, by its id', wholeFlag({ least: 0 }))
    .argument('<b>', 'another', wholeFlag({ least: 0 }))
    .option('--sets <n>', 'among how many sets (default: the map’s own number)', wholeFlag({ least: 1 }))
    .option('--map <name>', 'name or id of the map, where the folder holds several (default: the newest)')
    .option('--json', 'one JSON object on stdout');
  addEngineFlags(command).action(measure);
}
