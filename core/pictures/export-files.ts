import type { Landscape } from '../contract/landscape.ts';
import { barriersCsv } from './barriers-csv.ts';
import { basinsCsv } from './basins-csv.ts';
import type { Caption } from './figure.ts';
import { graphml } from './graphml.ts';
import { landscapeJson } from './landscape-json.ts';
import { svgToPng } from './svg-to-png.ts';
import { treeSvg } from './tree-svg.ts';

export type ExportFormat = 'svg' | 'png' | 'csv' | 'json' | 'graphml';

/** One file of an export: what goes between the chosen name and its ending, and the content. */
export interface ExportFile {
  readonly suffix: string;
  readonly content: string | Uint8Array;
}

/** The files of an export: svg and png hold the disconnectivity tree; csv is two tables, basins and (`-barriers`) barriers. */
export function exportFiles(format: ExportFormat, landscape: Landscape, caption: Caption): ExportFile[] {
  switch (format) {
    case 'svg':
      return [{ suffix: '', content: treeSvg(landscape, caption) }];
    case 'png':
      return [{ suffix: '', content: svgToPng(treeSvg(landscape, caption)) }];
    case 'csv':
      return [
        { suffix: '', content: basinsCsv(landscape) },
        { suffix: '-barriers', content: barriersCsv(landscape) },
      ];
    case 'json':
      return [{ suffix: '', content: landscapeJson(landscape, caption) }];
    case 'graphml':
      return [{ suffix: '', content: graphml(landscape) }];
  }
}

/** FILE with a suffix before its ending: tree.csv → tree-barriers.csv. */
export function withSuffix(path: string, suffix: string): string {
  const dot = path.lastIndexOf('.');
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return dot > slash + 1 ? `${path.slice(0, dot)}${suffix}${path.slice(dot)}` : `${path}${suffix}`;
}
