import type { Landscape } from '../contract/landscape.ts';
import { readable } from '../pictures/numbers.ts';
import { alphaText } from './measure.ts';
import { columns, printLine } from './output.ts';

const SHOWN_BARRIERS = 25;

/** Prints the sets of a kinetic map as tables for people. `beside`: what else is to be said of them in the first line. */
export function printSets(landscape: Landscape, beside = ''): void {
  const { kinetic, basins } = landscape;
  printLine(`${basins.length} ${basins.length === 1 ? 'set' : 'sets'}${beside}; proposed: ${kinetic?.proposals.map((one) => one.sets).join(', ') || 'none'}\n`);
  printLine(setTable(landscape));
  const barriers = barrierTable(landscape);
  if (barriers !== null) printLine(`\n${barriers}`);
  if (kinetic?.diffusion) printLine(`\n${kinetic.diffusion.text}`);
  if (kinetic?.scores && kinetic.gain) printLine(`\nAt ${kinetic.scores.sets} sets: ${kinetic.gain.text}`);
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
  const rows = [...edges].sort((p, q) => (p.freeEnergy ?? Infinity) - (q.freeEnergy ?? Infinity)).slice(0, SHOWN_BARRIERS);
  const figure = (value: number | null | undefined): string => (typeof value === 'number' ? readable(value, 4) : '–');
  const table = columns([
    ['pair', 'free energy', 'U along the graph', 'refined', 'AD, quenched', 'critical α'],
    ...rows.map(({ a, b, freeEnergy, graph, refined, quenched, barrier, alpha }) => [
      `${a} – ${b}`, figure(freeEnergy), figure(graph), figure(refined), figure(quenched ?? barrier), alpha === null || alpha === undefined ? '–' : alphaText(alpha),
    ]),
  ]);
  return edges.length > SHOWN_BARRIERS ? `${table}\n… and ${edges.length - SHOWN_BARRIERS} more in barriers.csv` : table;
}
