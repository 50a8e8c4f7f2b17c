import type { JobStatus } from '../../../../core/contract/job-event.ts';

/** What a map without basins says for itself. */
export function waitingWords(status: JobStatus, failure: string | null): { title: string; text: string } {
  switch (status) {
    case 'running':
      return { title: 'Nothing found yet', text: 'Basins appear here as they are found.' };
    case 'queued':
      return { title: 'Waiting for its turn', text: 'It starts when the map before it is done.' };
    case 'paused':
    case 'interrupted':
      return { title: 'Nothing found yet', text: 'Resume the map to go on looking for basins.' };
    case 'failed':
      return { title: 'It failed before a basin was found', text: failure ?? 'Start it again with other settings.' };
    case 'cancelled':
      return { title: 'Cancelled before a basin was found', text: 'Start another map of this potential.' };
    case 'done':
      return { title: 'No basins', text: 'The map is done and holds no basin.' };
  }
}
