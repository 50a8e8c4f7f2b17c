import type { JobStatus } from '../../../../core/contract/job-event.ts';
import type { RunSummary } from '../../../../core/contract/training-run.ts';
import { formatCompact, formatCount, formatDuration, formatMoment, formatPlural, formatShare, formatStatus } from '../../../lib/format.ts';
import { dataWords, phaseName } from '../config/config-words.ts';
import { verdictWords } from '../verdict/verdict-words.ts';

/** What a row of the library says of a run after its name. */
export function runDetail(run: RunSummary, status: JobStatus, updates: number): string {
  if (status === 'running') return formatShare(updates / run.totalUpdates);
  if (status === 'done' || status === 'cancelled') return formatCompact(run.updates);
  return formatStatus(status);
}

/** All that a row's tooltip says of a run. */
export function runTitle(run: RunSummary, status: JobStatus, updates: number): string {
  const lines = [
    `${formatStatus(status)} · ${formatCount(updates)} of ${formatPlural(run.totalUpdates, 'update')}${run.verdict ? ` · ${verdictWords(run.verdict).label}` : ''}`,
    `${dataWords(run.config.data)}; ${run.config.architecture.net} net; ${run.config.phases.map(phaseName).join(', then ')}`,
    `Made ${formatMoment(run.createdAt)}${run.seconds > 0 ? `, ${formatDuration(run.seconds)} of work` : ''}`,
  ];
  if (run.failure) lines.push(`Failed: ${run.failure}`);
  return lines.join('\n');
}
