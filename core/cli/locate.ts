import type { Command } from 'commander';
import type { Location } from '../contract/location.ts';
import { openEngine } from '../engines/open-engine.ts';
import { locateImage } from '../location/locate-image.ts';
import { readable } from '../pictures/numbers.ts';
import { openWorkspace } from '../store/workspace.ts';
import { CommandError } from './command-error.ts';
import { addEngineFlags, engineFor } from './engine-flags.ts';
import type { EngineFlags } from './engine-flags.ts';
import { findMap } from './find-map.ts';
import { wholeFlag } from './number-flags.ts';
import { columns, printJson, printLine } from './output.ts';
import { resourcesFolder } from './resources.ts';

interface LocateFlags extends EngineFlags {
  readonly input?: string;
  readonly index?: number;
  readonly sets?: number;
  readonly map?: string;
  readonly json?: boolean;
}

async function locate(folder: string, flags: LocateFlags, command: Command): Promise<void> {
  const { input, index, sets, map: name, json } = flags;
  if ((input === undefined) === (index === undefined)) throw new CommandError('Say which image: --input FILE, or --index N of the map’s data set.', { exitCode: 2 });
  const workspace = openWorkspace(folder, { create: false });
  try {
    const map = findMap(workspace, name);
    const engine = await openEngine(engineFor(map.settings, flags, command));
    try {
      const image = input === undefined ? ({ kind: 'data', index: index! } as const) : ({ kind: 'file', path: input } as const);
      const found = await locateImage(workspace, engine, { map: map.id, sets: sets ?? null, image, resources: resourcesFolder });
      if (json === true) printJson(asJson(found));
      else printLocation(found);
    } finally {
      await engine.close();
    }
  } finally {
    workspace.close();
  }
}

function asJson({ energy, inherentEnergy, basin, membership, memberships, far, nearest, next, layout, toRepresentative, toNext }: Location): Record<string, unknown> {
  const way = (path: Location['toNext']): unknown => (path === null ? null : { barrier: path.barrier, along: path.along, energies: path.energies });
  return {
    set: basin,
    membership,
    memberships: memberships.map(({ basin: set, part }) => ({ set, membership: part })),
    energy,
    inherent_energy: inherentEnergy,
    far: { is_far: far.isFar, text: far.text, measures: far.rows },
    nearest: nearest.map(({ state, basin: set, label, inherentEnergy: inherent, distance, excess, weight }) => ({ state, set, label, inherent_energy: inherent, distance, excess, weight })),
    next: next === null ? null : { set: next.basin, membership: next.part, graph: next.graph, free_energy: next.freeEnergy },
    position: layout,
    to_representative: way(toRepresentative),
    to_next: way(toNext),
  };
}

function printLocation({ energy, inherentEnergy, basin, membership, memberships, far, nearest, next }: Location): void {
  printLine(`Set ${basin}, membership ${readable(100 * membership)} %; U = ${readable(energy, 4)}, at its inherent structure ${readable(inherentEnergy, 4)}`);
  printLine(far.text);
  const others = memberships.filter(({ basin: set }) => set !== basin).slice(0, 4);
  if (others.length > 0) printLine(`Also in ${others.map(({ basin: set, part }) => `set ${set} with ${readable(100 * part)} %`).join(', ')}`);
  if (next !== null) {
    const figure = (value: number | null): string => (value === null ? 'none known' : readable(value, 4));
    printLine(`Next set ${next.basin}: U rises to ${figure(next.graph)} on the way there (${next.graph === null ? '–' : readable(next.graph - inherentEnergy)} above it), free-energy barrier ${figure(next.freeEnergy)}`);
  }
  const labelled = nearest.some(({ label }) => label !== null);
  printLine(`\n${columns([
    ['nearest', 'set', ...(labelled ? ['label'] : []), 'part of its rates', 'rise along the way', 'distance', 'U'],
    ...nearest.map(({ state, basin: set, label, weight, excess, distance, inherentEnergy: inherent }) => [
      String(state), String(set), ...(labelled ? [label ?? '–'] : []), `${readable(100 * weight)} %`, readable(excess), readable(distance), readable(inherent, 4),
    ]),
  ])}`);
}

/** `locate MAP`: where an image stands on a kinetic map. */
export function addLocateCommand(program: Command): void {
  const command = program
    .command('locate')
    .description('tells where an image stands on a kinetic map: its set, membership, nearest members, and the way to the next set; the map stays as it is')
    .argument('<map>', 'the folder that a map was written to')
    .option('--input <x>', 'the image: PNG, JPEG, or .npy of one state')
    .option('--index <n>', 'the image of that number in the map’s data set, instead', wholeFlag({ least: 0 }))
    .option('--sets <n>', 'among how many sets (default: the map’s own number)', wholeFlag({ least: 1 }))
    .option('--map <name>', 'name or id of the map, where the folder holds several (default: the newest)')
    .option('--json', 'one JSON object on stdout');
  addEngineFlags(command).action(locate);
}
