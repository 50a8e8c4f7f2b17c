import type { Landscape } from '../contract/landscape.ts';
import { heightOf } from '../landscape/barriers.ts';
import type { Caption } from '../pictures/caption.ts';
import { readable } from '../pictures/numbers.ts';
import { originOf } from '../pictures/origin.ts';
import type { StoredMap } from '../store/map-store.ts';
import type { RecordDigest } from '../store/record-digest.ts';
import { kineticJson } from './kinetic-json.ts';
import type { KineticFindings } from './kinetic-json.ts';
import { columns, printJson, printLine } from './output.ts';
import { clock, short } from './progress-display.ts';
import { printSets } from './sets-text.ts';

const SHOWN_BASINS = 25;
const SHOWN_BARRIERS = 25;

export interface MapReport {
  readonly map: StoredMap;
  /** Where it comes from. */
  readonly caption: Caption;
  readonly landscape: Landscape;
  /** What a kinetic map has beside its landscape. */
  readonly findings: KineticFindings;
  /** Fingerprints of the records: two runs of the same command on the same engine agree in them. */
  readonly records: RecordDigest;
  readonly folder: string;
  readonly files: readonly string[];
}

function asJson({ map, caption, landscape, findings, records, folder, files }: MapReport): Record<string, unknown> {
  const plane = landscape.basins.some((basin) => basin.position !== null);
  const pair = (edge: Landscape['edges'][number]): Record<string, unknown> => ({ a: edge.a, b: edge.b, forward: edge.forward, backward: edge.backward });
  return {
    basins: landscape.basins.map(({ id, energy, members, position }) => ({ id, energy, members, ...(plane ? { position } : {}) })),
    barriers: landscape.edges.filter((edge) => edge.status === 'joined').map((edge) => ({ ...pair(edge), barrier: edge.barrier, refined: edge.refined })),
    // Tried without success: no barrier is known, which does not make it infinite.
    failed: landscape.edges.filter((edge) => edge.status === 'failed').map(pair),
    seconds: map.seconds,
    chain_steps: map.chainSteps,
    ...(landscape.scores === null ? {} : { scores: landscape.scores }),
    ...(landscape.kinetic === undefined ? {} : kineticJson(landscape, findings)),
    ...originOf(caption),
    warnings: map.warnings,
    out: folder,
    files,
    records,
  };
}

function basinTable(landscape: Landscape): string {
  const plane = landscape.basins.some((basin) => basin.position !== null);
  const byEnergy = [...landscape.basins].sort((p, q) => p.energy - q.energy);
  const rows = byEnergy.slice(0, SHOWN_BASINS).map((basin) => [
    String(basin.id),
    readable(basin.energy, 4),
    String(basin.members),
    ...(plane ? [basin.position === null ? '–' : `(${basin.position.map((value) => readable(value)).join(', ')})`] : []),
    ...(basin.labelCounts === null
      ? []
      : [
          Object.entries(basin.labelCounts)
            .sort((p, q) => q[1] - p[1])
            .slice(0, 3)
            .map(([name, count]) => `${name}: ${count}`)
            .join('  '),
        ]),
  ]);
  const labelled = landscape.basins.some((basin) => basin.labelCounts !== null);
  const table = columns([['basin', 'U', 'members', ...(plane ? ['position'] : []), ...(labelled ? ['labels'] : [])], ...rows]);
  return byEnergy.length > SHOWN_BASINS ? `${table}\n… and ${byEnergy.length - SHOWN_BASINS} more in basins.csv` : table;
}

function barrierTable(landscape: Landscape): string | null {
  const joined = landscape.edges.filter((edge) => edge.status === 'joined').sort((p, q) => (heightOf(p) ?? 0) - (heightOf(q) ?? 0));
  if (joined.length === 0) return null;
  const rows = joined.slice(0, SHOWN_BARRIERS).map((edge) => [
    `${edge.a} – ${edge.b}`,
    edge.barrier === null ? '–' : readable(edge.barrier, 4),
    edge.refined === null ? '–' : readable(edge.refined, 4),
    `${edge.forward[0]}/${edge.forward[1]}  ${edge.backward[0]}/${edge.backward[1]}`,
  ]);
  const table = columns([['pair', 'AD barrier', 'refined', 'trials → ←'], ...rows]);
  return joined.length > SHOWN_BARRIERS ? `${table}\n… and ${joined.length - SHOWN_BARRIERS} more in barriers.csv` : table;
}

/** Prints what a map found: one JSON object, or tables for people. */
export function printMap(report: MapReport, json: boolean): void {
  if (json) {
    printJson(asJson(report));
    return;
  }
  const { map, landscape, files } = report;
  const leave = (): void => {
    printLine(`\n${clock(map.seconds)}, ${short(map.chainSteps)} chain steps (${map.engine})`);
    printLine(`Pictures and tables:\n${files.map((file) => `  ${file}`).join('\n')}`);
  };
  if (landscape.kinetic !== undefined) {
    printLine('');
    printSets(landscape, ` from ${map.states} states`);
    leave();
    return;
  }
  const barriers = barrierTable(landscape);
  const trees = landscape.forest.roots.length;
  printLine(`\n${landscape.basins.length} basins${trees > 1 ? ` in ${trees} separate trees` : ''} from ${map.states} states, α = ${map.alpha === null ? '–' : readable(map.alpha)}\n`);
  printLine(basinTable(landscape));
  if (barriers !== null) printLine(`\n${barriers}`);
  if (landscape.scores !== null) {
    const { purity, nmi, kmeansPurity, kmeansNmi, clusters } = landscape.scores;
    printLine(`\n${columns([['against the labels', 'purity', 'NMI'], ['basins', readable(purity), readable(nmi)], [`k-means on pixels, k = ${clusters}`, readable(kmeansPurity), readable(kmeansNmi)]])}`);
  }
  leave();
}
