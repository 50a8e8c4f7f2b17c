import type { JobStatus } from '../../../../core/contract/job-event.ts';
import type { RunSummary } from '../../../../core/contract/training-run.ts';
import type { Phase } from '../../job/job-progress.ts';
import { standingWords as jobWords } from '../../job/job-words.ts';
import { phaseName } from '../config/config-words.ts';

/** The phases of a run, given how many of its updates are done. */
export function phasesOfRun(run: RunSummary, updates: number): Phase[] {
  let before = 0;
  return run.config.phases.map((phase, index): Phase => {
    const done = Math.max(0, Math.min(phase.updates, updates - before));
    before += phase.updates;
    const standing = done >= phase.updates ? 'done' : done > 0 || updates === before - phase.updates ? 'active' : 'waiting';
    const name = phaseName(phase);
    const twice = run.config.phases.some((other, i) => i !== index && phaseName(other) === name);
    return { name: twice ? `${index + 1}. ${name}` : name, unit: 'updates', done, total: phase.updates, standing, share: done / phase.updates };
  });
}

/** What a run's standing means, in a few words. `waitsFor`: the name of what is before it. */
export function standingWords(status: JobStatus, waitsFor: string | null, hasCheckpoint: boolean): string {
  switch (status) {
    case 'failed':
      return hasCheckpoint ? 'stopped at its last good checkpoint' : 'stopped before its first checkpoint';
    case 'cancelled':
      return 'ended before its last update';
    default:
      return jobWords(status, waitsFor);
  }
}

/** What to say where curves or pictures would be, while there is no update yet. */
export function waitingWords(status: JobStatus, failure: string | null): { title: string; text: string } {
  switch (status) {
    case 'running':
      return { title: 'Getting ready', text: 'Data and engine are being made ready; the first update follows.' };
    case 'queued':
      return { title: 'Waiting for its turn', text: 'It starts when the work before it is done.' };
    case 'failed':
      return { title: 'It failed before the first update', text: failure ?? 'Start it again with other settings.' };
    case 'cancelled':
      return { title: 'Cancelled before the first update', text: 'Start another run.' };
    default:
      return { title: 'No update yet', text: 'Resume the run to go on.' };
  }
}
