import { join } from 'node:path';
import { gridEnergy } from '../analysis/grid-energy.ts';
import type { EngineChoice } from '../contract/engine.ts';
import type { Landscape } from '../contract/landscape.ts';
import { openEngine } from '../engines/open-engine.ts';
import { barriersCsv } from '../pictures/barriers-csv.ts';
import { basinsCsv } from '../pictures/basins-csv.ts';
import { mapPng } from '../pictures/map-png.ts';
import { mapSvg } from '../pictures/map-svg.ts';
import { originJson } from '../pictures/origin.ts';
import { boundsOf } from '../pictures/plane-bounds.ts';
import { hierarchyCsv, membersCsv } from '../pictures/state-tables.ts';
import { treeSvg } from '../pictures/tree-svg.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import { mapCaption } from '../store/map-caption.ts';
import { readAllPaths, readStateTables } from '../store/read-landscape.ts';
import type { Workspace } from '../store/workspace.ts';
import { writeFileWhole } from '../store/write-file.ts';

const GRID = 201;
const ROWS_AT_ONCE = 2048;

/** A plane's map: U on a grid with the basins and paths on it. Throws what engine and potential throw. */
async function planeSvg(workspace: Workspace, id: string, landscape: Landscape, choice: EngineChoice): Promise<string> {
  const map = workspace.maps.get(id);
  const potential = await workspace.potentials.open(map.potential);
  const paths = readAllPaths(workspace, id);
  const engine = await openEngine(choice);
  try {
    const evaluator = createEvaluator(engine, potential, ROWS_AT_ONCE);
    const surface = await gridEnergy(evaluator, { ...boundsOf(landscape, paths), columns: GRID, rows: GRID });
    await evaluator.close();
    return mapSvg(landscape, surface, paths, mapCaption(workspace, id));
  } finally {
    await engine.close();
  }
}

/** Writes a map's pictures and tables into a folder; returns their paths. */
export async function writeMapFiles(workspace: Workspace, id: string, landscape: Landscape, folder: string, engine: EngineChoice): Promise<string[]> {
  const caption = mapCaption(workspace, id);
  const tree = treeSvg(landscape, caption);
  const files: [string, string | Uint8Array][] = [
    ['tree.svg', tree],
    ['tree.png', mapPng(tree, caption)],
    ['basins.csv', basinsCsv(landscape)],
    ['barriers.csv', barriersCsv(landscape)],
    ['about.json', originJson(caption)],
  ];
  const states = readStateTables(workspace, id);
  if (states !== null) files.push(['members.csv', membersCsv(states)], ['hierarchy.csv', hierarchyCsv(states)]);
  if (landscape.basins.some((basin) => basin.position !== null)) {
    const plane = await planeSvg(workspace, id, landscape, engine);
    files.push(['map.svg', plane], ['map.png', mapPng(plane, caption)]);
  }
  for (const [name, content] of files) await writeFileWhole(join(folder, name), content);
  return files.map(([name]) => join(folder, name));
}
