import type { ExportFormat } from '../contract/export.ts';
import type { Landscape } from '../contract/landscape.ts';
import { barriersCsv } from './barriers-csv.ts';
import { basinsCsv } from './basins-csv.ts';
import type { Caption } from './caption.ts';
import { graphml } from './graphml.ts';
import { landscapeJson } from './landscape-json.ts';
import { originJson } from './origin.ts';
import { mapPng } from './map-png.ts';
import { hierarchyCsv, membersCsv } from './state-tables.ts';
import type { StateTables } from './state-tables.ts';
import { treeSvg } from './tree-svg.ts';

/** The formats that are made of a landscape alone. */
export type LandscapeFormat = Extract<ExportFormat, 'svg' | 'png' | 'csv' | 'json' | 'graphml'>;

/** One file of an export: what goes between the chosen name and its ending, an ending where it is another, and the content. */
export interface ExportFile {
  readonly suffix: string;
  readonly ending?: string;
  readonly content: string | Uint8Array;
}

/**
 * The files of an export: svg and png hold the disconnectivity tree; csv is two tables, basins and (`-barriers`) barriers, and beside them
 * its states (`-members`), of a kinetic map its nested sets (`-hierarchy`), and where they come from (`-about.json`). `states`: for these tables.
 */
export function exportFiles(format: LandscapeFormat, landscape: Landscape, caption: Caption, states: StateTables | null = null): ExportFile[] {
  switch (format) {
    case 'svg':
      return [{ suffix: '', content: treeSvg(landscape, caption) }];
    case 'png':
      return [{ suffix: '', content: mapPng(treeSvg(landscape, caption), caption) }];
    case 'csv':
      return [
        { suffix: '', content: basinsCsv(landscape) },
        { suffix: '-barriers', content: barriersCsv(landscape) },
        ...(states === null ? [] : [{ suffix: '-members', content: membersCsv(states) }]),
        ...(states?.linkage === undefined ? [] : [{ suffix: '-hierarchy', content: hierarchyCsv({ linkage: states.linkage }) }]),
        { suffix: '-about', ending: '.json', content: originJson(caption) },
      ];
    case 'json':
      return [{ suffix: '', content: landscapeJson(landscape, caption) }];
    case 'graphml':
      return [{ suffix: '', content: graphml(landscape, caption) }];
  }
}

/** FILE with a suffix before its ending, or before another ending: tree.csv → tree-barriers.csv, tree-about.json. */
export function withSuffix(path: string, { suffix, ending }: Pick<ExportFile, 'suffix' | 'ending'>): string {
  const dot = path.lastIndexOf('.');
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const [stem, own] = dot > slash + 1 ? [path.slice(0, dot), path.slice(dot)] : [path, ''];
  return `${stem}${suffix}${ending ?? own}`;
}
