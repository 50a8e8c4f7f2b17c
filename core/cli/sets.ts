import type { Command } from 'commander';
import type { Landscape } from '../contract/landscape.ts';
import { readable } from '../pictures/numbers.ts';
import { originOf } from '../pictures/origin.ts';
import { mapCaption } from '../store/map-caption.ts';
import { readLandscape } from '../store/read-landscape.ts';
import { openWorkspace } from '../store/workspace.ts';
import { CommandError } from './command-error.ts';
import { findMap } from './find-map.ts';
import { kineticJson } from './kinetic-json.ts';
import { wholeFlag } from './number-flags.ts';
import { columns, printJson, printLine } from './output.ts';

interface SetsFlags {
  readonly sets?: number;
  readonly map?: string;
  readonly json?: boolean;
}

function setTable({ basins }: Landscape): string {
  const labelled = basins.some(({ labelCounts }) => labelCounts !== null);
  return columns([
    ['set', 'members', 'strength', 'U at the bottom', 'F', 'representative', ...(labelled ? ['labels'] : [])],
    ...[...basins].sort((p, q) => q.members - p.members).map(({ id, members, strength, energy, freeEnergy, representative, labelCounts }) => [
      String(id), String(members), readable(strength ?? 0), readable(energy, 4), freeEnergy === undefined ? '–' : readable(freeEnergy), String(representative),
      ...(labelled ? [Object.entries(labelCounts ?? {}).sort((p, q) => q[1] - p[1]).slice(0, 3).map(([name, count]) => `${name}: ${count}`).join('  ')] : []),
    ]),
  ]);
}

function barrierTable({ edges }: Landscape): string | null {
  if (edges.length === 0) return null;
  const rows = [...edges].sort((p, q) => (p.freeEnergy ?? Infinity) - (q.freeEnergy ?? Infinity)).slice(0, 25);
  const figure = (value: number | null | undefined): string => (typeof value === 'number' ? readable(value, 4) : '–');
  return columns([
    ['pair', 'free energy', 'U along the graph', 'refined', 'AD barrier'],
    ...rows.map(({ a, b, freeEnergy, graph, refined, barrier }) => [`${a} – ${b}`, figure(freeEnergy), figure(graph), figure(refined), figure(barrier)]),
  ]);
}

function showSets(folder: string, { sets, map: name, json }: SetsFlags): void {
  const workspace = openWorkspace(folder, { create: false });
  try {
    const map = findMap(workspace, name);
    const landscape = readLandscape(workspace, map.id, sets ?? null);
    const { kinetic } = landscape;
    if (kinetic === undefined) throw new CommandError(`${map.name} has no nested sets of states to choose from: it is no kinetic map, or its graph is not done.`);
    if (json === true) {
      printJson({ ...kineticJson(landscape, workspace.kinetic.scores(map.id)), ...originOf(mapCaption(workspace, map.id)) });
      return;
    }
    printLine(`${landscape.basins.length} sets; proposed: ${kinetic.proposals.map((one) => one.sets).join(', ') || 'none'}\n`);
    printLine(setTable(landscape));
    const barriers = barrierTable(landscape);
    if (barriers !== null) printLine(`\n${barriers}`);
    if (kinetic.gain !== null && kinetic.scores !== null) printLine(`\nAt ${kinetic.scores.sets} sets: ${kinetic.gain.text}`);
  } finally {
    workspace.close();
  }
}

/** `sets MAP`: another number of sets of a finished kinetic map, from what it keeps. */
export function addSetsCommand(program: Command): void {
  program
    .command('sets')
    .description('shows a finished kinetic map at another number of sets')
    .argument('<map>', 'the folder that a map was written to')
    .option('--sets <n>', 'how many sets (default: the map’s own number)', wholeFlag({ least: 1 }))
    .option('--map <name>', 'name or id of the map, where the folder holds several (default: the newest)')
    .option('--json', 'one JSON object on stdout')
    .action(showSets);
}
