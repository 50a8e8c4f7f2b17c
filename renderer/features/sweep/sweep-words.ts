import type { JobStatus } from '../../../core/contract/job-event.ts';
import type { SweepSummary } from '../../../core/contract/sweep.ts';
import { formatCount, formatDuration, formatMoment, formatPlural, formatShare, formatStatus } from '../../lib/format.ts';

/** What a row of the library says of a sweep after its name; `over`: cells that are done or failed. */
export function sweepDetail(sweep: SweepSummary, status: JobStatus, over: number): string {
  if (status === 'running') return formatShare(over / sweep.cells);
  return status === 'done' ? formatPlural(sweep.cells, 'cell') : formatStatus(status);
}

/** All that a row's tooltip says of a sweep. */
export function sweepTitle(sweep: SweepSummary, status: JobStatus, over: number): string {
  return [
    `${formatStatus(status)} · ${formatCount(over)} of ${formatPlural(sweep.cells, sweep.kind === 'map' ? 'map' : 'training')}${sweep.failed > 0 ? `, ${formatCount(sweep.failed)} failed` : ''}`,
    sweep.subject,
    `Made ${formatMoment(sweep.createdAt)}${sweep.seconds > 0 ? `, ${formatDuration(sweep.seconds)} of work` : ''}`,
    ...(sweep.failure === null ? [] : [`Failed: ${sweep.failure}`]),
  ].join('\n');
}
