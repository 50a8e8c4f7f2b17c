import type { ExportFormat } from '../../../../core/contract/export.ts';

export interface ExportChoice {
  readonly format: ExportFormat;
  readonly label: string;
  readonly hint: string;
}

/** What a map can be written as. */
export const exportFormats: readonly ExportChoice[] = [
  { format: 'svg', label: 'Tree as SVG', hint: 'for papers' },
  { format: 'png', label: 'Tree as PNG', hint: 'picture' },
  { format: 'map-svg', label: 'Energy and paths as SVG', hint: 'for papers' },
  { format: 'map-png', label: 'Energy and paths as PNG', hint: 'picture' },
  { format: 'csv', label: 'Tables as CSV', hint: 'basins, barriers, members' },
  { format: 'members', label: 'Members as CSV', hint: 'which image is where' },
  { format: 'representatives', label: 'Representatives as .npy', hint: 'NumPy' },
  { format: 'paths', label: 'Paths as CSV and .npy', hint: 'energies, points' },
  { format: 'json', label: 'Landscape as JSON', hint: 'everything' },
  { format: 'graphml', label: 'Graph as GraphML', hint: 'Gephi, NetworkX' },
];

/** Those that a map has: only the plane has a picture of its energy. */
export function formatsOf(plane: boolean): readonly ExportChoice[] {
  return plane ? exportFormats : exportFormats.filter(({ format }) => format !== 'map-svg' && format !== 'map-png');
}

/** A file name from a map's name: letters, digits and dashes of any script, never empty. `what`: said between name and ending. */
export function suggestedName(map: string, ending: string, what = ''): string {
  const stem = map
    .trim()
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 120);
  return `${stem || 'map'}${what && `-${what}`}.${ending}`;
}
