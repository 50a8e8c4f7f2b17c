import { join } from 'node:path';
import type { SweepView } from '../contract/sweep.ts';
import { withPngText } from '../formats/png.ts';
import { phaseDiagramSvg } from '../pictures/phase-diagram-svg.ts';
import { svgToPng } from '../pictures/svg-to-png.ts';
import { sweepCurvesSvg } from '../pictures/sweep-curves-svg.ts';
import type { CellCurve } from '../pictures/sweep-curves-svg.ts';
import { sweepCsv, sweepJson, sweepRecord } from '../pictures/sweep-tables.ts';
import { MetricsReader } from '../runs/metrics-file.ts';
import type { RunStore } from '../runs/run-store.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { cellWords } from '../sweeps/cell-words.ts';

/** The picture of a sweep as SVG: a phase diagram of maps, curves over each other of trainings. Throws RunError. */
export function sweepSvg(view: SweepView, runs: RunStore): string {
  return view.kind === 'map' ? phaseDiagramSvg(view) : sweepCurvesSvg(view, cellCurves(view, runs));
}

/** What the trainings of a sweep recorded, cell by cell. Throws RunError. */
export function cellCurves({ plan, rows, axes }: SweepView, runs: RunStore): CellCurve[] {
  const wordsOf = (potential: string): string => axes.flatMap(({ values, words }) => words[values.indexOf(potential)] ?? [])[0] ?? potential;
  return rows.map((row) => ({ row, name: cellWords(plan, row, wordsOf), series: row.job === null ? null : new MetricsReader(runs.folderOf(row.job).metricsFile).series(0) }));
}

/** Picture and tables of a sweep as it stands, into a folder; returns the paths of the files. Throws RunError, and what the file system throws. */
export async function sweepFiles(view: SweepView, runs: RunStore, folder: string): Promise<string[]> {
  const name = view.kind === 'map' ? 'phase-diagram' : 'curves';
  const svg = sweepSvg(view, runs);
  const files: [string, string | Uint8Array][] = [
    [`${name}.svg`, svg],
    [`${name}.png`, withPngText(svgToPng(svg), 'Description', JSON.stringify(sweepRecord(view)))],
    ['sweep.csv', sweepCsv(view)],
    ['sweep.json', sweepJson(view)],
  ];
  for (const [file, content] of files) await writeFileWhole(join(folder, file), content);
  return files.map(([file]) => join(folder, file));
}
