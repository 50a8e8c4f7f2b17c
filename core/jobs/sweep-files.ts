import { join } from 'node:path';
import { sweepExportFormat } from '../contract/sweep.ts';
import type { SweepExportFormat, SweepView } from '../contract/sweep.ts';
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
function sweepSvg(view: SweepView, runs: RunStore): string {
  return view.kind === 'map' ? phaseDiagramSvg(view) : sweepCurvesSvg(view, cellCurves(view, runs));
}

/** What the trainings of a sweep recorded, cell by cell. Throws RunError. */
function cellCurves({ plan, rows, axes }: SweepView, runs: RunStore): CellCurve[] {
  const wordsOf = (potential: string): string => axes.flatMap(({ values, words }) => words[values.indexOf(potential)] ?? [])[0] ?? potential;
  return rows.map((row) => ({ row, name: cellWords(plan, row, wordsOf), series: row.job === null ? null : new MetricsReader(runs.folderOf(row.job).metricsFile).series(0) }));
}

/** A sweep as it stands, as a file. Throws RunError. */
export function sweepContent(format: SweepExportFormat, view: SweepView, runs: RunStore): string | Uint8Array {
  switch (format) {
    case 'svg':
      return sweepSvg(view, runs);
    case 'png':
      return withPngText(svgToPng(sweepSvg(view, runs)), 'Description', JSON.stringify(sweepRecord(view)));
    case 'csv':
      return sweepCsv(view);
    case 'json':
      return sweepJson(view);
  }
}

/** Picture and tables of a sweep as it stands, into a folder; returns the paths of the files. Throws RunError, and what the file system throws. */
export async function sweepFiles(view: SweepView, runs: RunStore, folder: string): Promise<string[]> {
  const picture = view.kind === 'map' ? 'phase-diagram' : 'curves';
  const files = sweepExportFormat.options.map((format) => ({ format, path: join(folder, `${format === 'svg' || format === 'png' ? picture : 'sweep'}.${format}`) }));
  for (const { format, path } of files) await writeFileWhole(path, sweepContent(format, view, runs));
  return files.map(({ path }) => path);
}
