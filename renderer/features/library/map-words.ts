import type { JobStatus } from '../../../core/contract/job-event.ts';
import type { MapSummary } from '../../../core/contract/map-record.ts';
import { settingOf } from '../../../core/contract/map-setting-list.ts';
import type { MapMethod } from '../../../core/contract/map-settings.ts';
import { asChoice } from '../../../core/contract/setting.ts';
import { formatDuration, formatMoment, formatNumber, formatShare, formatStatus } from '../../lib/format.ts';
import { foundWords, groupWords } from '../../lib/found-words.ts';

const METHODS = asChoice(settingOf('method')!).choices;

/** What a row of the library says of a map after its name. */
export function mapDetail(method: MapMethod | null, status: JobStatus, basins: number, share: number | null): string {
  switch (status) {
    case 'done':
      return groupWords(method, basins);
    case 'running':
      return share === null ? 'Running' : formatShare(share);
    case 'cancelled':
      return basins > 0 ? groupWords(method, basins) : 'Cancelled';
    default:
      return formatStatus(status);
  }
}

/** All that a row's tooltip says of a map. */
export function mapTitle(map: MapSummary, status: JobStatus, basins: number, states: number): string {
  const { settings } = map;
  const alpha = settings.method === 'kinetic' ? '' : `, α ${settings.alpha === null ? 'by the sweep' : formatNumber(settings.alpha)}`;
  const lines = [
    `${formatStatus(status)} · ${foundWords(settings.method, basins, states)}`,
    `${methodWords(settings.method)}, T ${formatNumber(settings.temperature)}${alpha}, seed ${settings.seed}`,
    `Made ${formatMoment(map.createdAt)}${map.seconds > 0 ? `, ${formatDuration(map.seconds)} of work` : ''}${map.bundled ? ', comes with Basinscope' : ''}`,
  ];
  if (map.failure) lines.push(`Failed: ${map.failure}`);
  return lines.join('\n');
}

/** How a method is called in a list. */
export function methodWords(method: MapMethod | null): string {
  return METHODS.find(({ value }) => value === method)?.label ?? 'Method as fits';
}
