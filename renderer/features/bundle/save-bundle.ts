import type { WrittenBundle } from '../../../core/contract/requests.ts';
import { request } from '../../lib/bridge.ts';
import { formatBytes } from '../../lib/format.ts';
import type { Notices } from '../../lib/notices.svelte.ts';
import { suggestedName } from '../map/export/export-formats.ts';
import { replays } from './replays.svelte.ts';

/** Asks where a bundle of this name is to go, has it written, and says what can be done with it. */
export async function saveBundle(name: string, write: (path: string) => Promise<WrittenBundle>, notices: Notices): Promise<void> {
  try {
    const { path } = await request('dialog.saveExport', { suggestedName: suggestedName(name, 'basinscope'), ending: 'basinscope' });
    if (path === null) return;
    const written = await notices.during('Saving the bundle', path, write(path));
    notices.suggest('Saved as a bundle', `${written.path} (${formatBytes(written.bytes)}). It opens wherever Basinscope is. ${dataWords(written)}`, { label: 'Replay…', run: () => replays.ask(written.path) });
  } catch (error) {
    notices.error('The bundle could not be saved', error);
  }
}

/** Whether whoever gets it has the data. */
export function dataWords({ data }: Pick<WrittenBundle, 'data'>): string {
  if (data === null) return '';
  if (data.included) return `Its ${data.count} images are in it.`;
  return data.withProgram === null ? 'Its images are not in it: their fingerprint is, and a replay asks for them.' : 'Its images come with the program.';
}

/** The same on a command line: for machines without a window. */
export function replayCommand(path: string): string {
  return `basinscope replay ${/^[\w./:\\-]+$/.test(path) ? path : `"${path}"`}`;
}
