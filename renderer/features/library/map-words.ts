import type { JobStatus } from '../../../core/contract/job-event.ts';
import type { MapSummary } from '../../../core/contract/map-record.ts';
import { formatDuration, formatMoment, formatNumber, formatPlural, formatShare, formatStatus } from '../../lib/format.ts';

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
  const lines = [
    `${formatStatus(status)} · ${formatPlural(basins, 'basin')} from ${formatPlural(states, 'state')}`,
    `${modeWords(settings.mode)}, T ${formatNumber(settings.temperature)}, α ${settings.alpha === null ? 'by the sweep' : formatNumber(settings.alpha)}, seed ${settings.seed}`,
    `Made ${formatMoment(map.createdAt)}${map.seconds > 0 ? `, ${formatDuration(map.seconds)} of work` : ''}${map.bundled ? ', comes with Basinscope' : ''}`,
  ];
  if (map.failure) lines.push(`Failed: ${map.failure}`);
  return lines.join('\n');
}

/** How a mode is called in a list. */
export function modeWords(mode: MapSummary['settings']['mode']): string {
  return mode === 'sample' ? 'Metastable samples' : mode === 'minimum' ? 'Local minima' : 'Mode as fits';
}
