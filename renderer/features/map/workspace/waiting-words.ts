import type { JobStatus } from '../../../../core/contract/job-event.ts';
import type { MapMethod } from '../../../../core/contract/map-settings.ts';
import { groupNoun } from '../../../lib/found-words.ts';

/** What a map without basins, or sets, says for itself. */
export function waitingWords(method: MapMethod | null, status: JobStatus): { title: string; text: string } {
  const noun = groupNoun(method);
  switch (status) {
    case 'running':
      return noun === 'set'
        ? { title: 'No sets yet', text: 'They appear all at once, when the ways between the states have been looked at.' }
        : { title: 'Nothing found yet', text: 'Basins appear here as they are found.' };
    case 'queued':
      return { title: 'Waiting for its turn', text: 'It starts when the map before it is done.' };
    case 'paused':
    case 'interrupted':
      return { title: 'Nothing found yet', text: `Resume the map to go on looking for ${noun}s.` };
    case 'failed':
      return { title: `It failed before a ${noun} was found`, text: 'Why is said above the map.' };
    case 'cancelled':
      return { title: `Cancelled before a ${noun} was found`, text: 'Start another map of this potential.' };
    case 'done':
      return { title: `No ${noun}s`, text: `The map is done and holds no ${noun}.` };
  }
}
