import type { Ask } from '../../../../core/contract/requests.ts';

export type ExportFormat = Ask<'map.export'>['format'];

/** What a map can be written as. */
export const exportFormats: readonly { readonly format: ExportFormat; readonly label: string; readonly hint: string }[] = [
  { format: 'svg', label: 'Tree as SVG', hint: 'for papers' },
  { format: 'png', label: 'Tree as PNG', hint: 'picture' },
  { format: 'csv', label: 'Tables as CSV', hint: 'basins, barriers' },
  { format: 'json', label: 'Landscape as JSON', hint: 'everything' },
  { format: 'graphml', label: 'Graph as GraphML', hint: 'Gephi, NetworkX' },
];

/** A file name from a map's name: letters, digits and dashes of any script, never empty. */
export function suggestedName(map: string, format: ExportFormat): string {
  const stem = map
    .trim()
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 120);
  return `${stem || 'map'}.${format}`;
}
