import type { JobStatus } from '../../../core/contract/job-event.ts';
import type { MapSummary } from '../../../core/contract/map-record.ts';
import type { MapMethod } from '../../../core/contract/map-settings.ts';
import { formatDuration, formatMoment, formatNumber, formatPlural, formatShare, formatStatus } from '../../lib/format.ts';

const METHOD_WORDS: Readonly<Record<MapMethod, string>> = { placing: 'Metastable samples', minimum: 'Local minima', kinetic: 'Kinetic map' };

/** What a row of the library says of a map after its name. */
export function mapDetail(status: JobStatus, basins: number, share: number | null): string {
  switch (status) {
    case 'done':
      return formatPlural(basins, 'basin');
    case 'running':
      return share === null ? 'Running' : formatShare(share);
    case 'cancelled':
      return basins > 0 ? formatPlural(basins, 'basin') : 'Cancelled';
    default:
      return formatStatus(status);
  }
}

/** All that a row's tooltip says of a map. */
export function mapTitle(map: MapSummary, status: JobStatus, basins: number, states: number): string {
  const { settings } = map;
  const alpha = settings.method === 'kinetic' ? '' : `, α ${settings.alpha === null ? 'by the sweep' : formatNumber(settings.alpha)}`;
  const lines = [
    `${formatStatus(status)} · ${formatPlural(basins, 'basin')} from ${formatPlural(states, 'state')}`,
    `${methodWords(settings.method)}, T ${formatNumber(settings.temperature)}${alpha}, seed ${settings.seed}`,
    `Made ${formatMoment(map.createdAt)}${map.seconds > 0 ? `, ${formatDuration(map.seconds)} of work` : ''}${map.bundled ? ', comes with Basinscope' : ''}`,
  ];
  if (map.failure) lines.push(`Failed: ${map.failure}`);
  return lines.join('\n');
}

/** How a method is called in a list. */
export function methodWords(method: MapMethod | null): string {
  return method === null ? 'Method as fits' : METHOD_WORDS[method];
}
