import { join } from 'node:path';
import { gridEnergy } from '../analysis/grid-energy.ts';
import type { EngineChoice } from '../contract/engine.ts';
import type { ExportFormat } from '../contract/export.ts';
import type { Landscape } from '../contract/landscape.ts';
import { openEngine } from '../engines/open-engine.ts';
import { encodeNpy } from '../formats/npy.ts';
import { exportFiles } from '../pictures/export-files.ts';
import type { ExportFile } from '../pictures/export-files.ts';
import { mapPng } from '../pictures/map-png.ts';
import { mapSvg } from '../pictures/map-svg.ts';
import { originJson } from '../pictures/origin.ts';
import { pathPoints, pathsCsv } from '../pictures/path-tables.ts';
import { boundsOf } from '../pictures/plane-bounds.ts';
import { membersCsv } from '../pictures/state-tables.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import { mapCaption } from '../store/map-caption.ts';
import { readAllPaths, readLandscape, readPathRecords, readRepresentativePoints, readStateTables } from '../store/read-landscape.ts';
import { stateShape } from '../store/state-shape.ts';
import { StoreError } from '../store/store-error.ts';
import type { Workspace } from '../store/workspace.ts';
import { writeFileWhole } from '../store/write-file.ts';

const GRID = 201;
const ROWS_AT_ONCE = 2048;

/** What is written of which map: at the number of sets that it is looked at with; the engine computes U of a plane. */
export interface ExportSource {
  readonly workspace: Workspace;
  readonly map: string;
  readonly sets: number | null;
  readonly engine: EngineChoice;
}

function isPlane({ basins }: Landscape): boolean {
  return basins.some((basin) => basin.position !== null);
}

/** A plane's map: U on a grid with the basins and paths on it. Throws StoreError where states are images, and what engine and potential throw. */
async function planeSvg({ workspace, map, sets, engine: choice }: ExportSource): Promise<string> {
  const landscape = readLandscape(workspace, map, sets);
  if (stateShape(workspace, map).reduce((size, axis) => size * axis, 1) !== 2) throw new StoreError('Only a potential of the plane has a picture of its energy.');
  const potential = await workspace.potentials.open(workspace.maps.get(map).potential);
  const paths = readAllPaths(workspace, map, sets);
  const engine = await openEngine(choice);
  try {
    const evaluator = createEvaluator(engine, potential, ROWS_AT_ONCE);
    const surface = await gridEnergy(evaluator, { ...boundsOf(landscape, paths), columns: GRID, rows: GRID });
    await evaluator.close();
    return mapSvg(landscape, surface, paths, mapCaption(workspace, map));
  } finally {
    await engine.close();
  }
}

/** The files of an export in any format; `-about.json` says of tables and arrays where they come from. Throws StoreError, and for a plane's picture what engine and potential throw. */
export async function mapFiles(format: ExportFormat, source: ExportSource): Promise<ExportFile[]> {
  const { workspace, map, sets } = source;
  const caption = mapCaption(workspace, map);
  const about: ExportFile = { suffix: '-about', ending: '.json', content: originJson(caption) };
  switch (format) {
    case 'map-svg':
      return [{ suffix: '', content: await planeSvg(source) }];
    case 'map-png':
      return [{ suffix: '', content: mapPng(await planeSvg(source), caption) }];
    case 'members':
      return [{ suffix: '', content: membersCsv(readStateTables(workspace, map, sets)) }, about];
    case 'representatives':
      return [{ suffix: '', content: encodeNpy(readRepresentativePoints(workspace, map, sets)) }, about];
    case 'paths': {
      const paths = readPathRecords(workspace, map, sets);
      const { values, count } = pathPoints(paths);
      return [{ suffix: '', content: pathsCsv(paths) }, { suffix: '', ending: '.npy', content: encodeNpy({ dtype: 'float32', shape: [count, ...stateShape(workspace, map)], values }) }, about];
    }
    default:
      return exportFiles(format, readLandscape(workspace, map, sets), caption, format === 'csv' ? readStateTables(workspace, map, sets) : null);
  }
}

/** Everything that a map can be written as, into a folder; returns the paths of the files. Throws as `mapFiles`. */
export async function writeMapFiles(source: ExportSource, folder: string): Promise<string[]> {
  const { workspace, map, sets } = source;
  const landscape = readLandscape(workspace, map, sets);
  const files: [string, string | Uint8Array][] = [];
  const add = async (format: ExportFormat, ...names: (string | null)[]): Promise<void> => {
    const made = await mapFiles(format, source);
    names.forEach((name, i) => name !== null && files.push([name, made[i]!.content]));
  };
  await add('svg', 'tree.svg');
  await add('png', 'tree.png');
  for (const { suffix, content } of await mapFiles('csv', source)) files.push([suffix === '' ? 'basins.csv' : suffix === '-about' ? 'about.json' : `${suffix.slice(1)}.csv`, content]);
  await add('json', 'landscape.json');
  await add('graphml', 'landscape.graphml');
  await add('representatives', 'representatives.npy');
  if (workspace.paths.barriers(map).length > 0) await add('paths', 'paths.csv', 'paths.npy');
  if (isPlane(landscape)) {
    const plane = await planeSvg(source);
    files.push(['map.svg', plane], ['map.png', mapPng(plane, mapCaption(workspace, map))]);
  }
  for (const [name, content] of files) await writeFileWhole(join(folder, name), content);
  return files.map(([name]) => join(folder, name));
}
