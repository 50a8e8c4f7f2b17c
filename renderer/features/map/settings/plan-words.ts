import { formatNumber, formatPlural } from '../../../lib/format.ts';
import { deviceWords, engineWords } from '../../machine/engine-words.ts';
import type { NewMapForm } from './new-map-form.svelte.ts';

/** What the map will do, in a sentence; or what is missing. */
export function planWords(form: Pick<NewMapForm, 'settings' | 'missing' | 'problems' | 'plan' | 'alphaFixed'>): string {
  if (form.missing === 'start') return 'Choose a data set to start from.';
  if (form.missing === 'alpha') return 'Enter α, or leave it to the sweep.';
  if (form.problems.size > 0) return 'An entry has to be put right: its part is marked.';
  const { method, states, sets, alpha, engine, device } = form.settings;
  if (form.plan.error !== null || typeof states !== 'number') return '';
  const machine = `on ${engineWords(engine ?? 'onnxruntime')}, ${deviceWords(device ?? 'cpu')}`;
  if (method === 'kinetic') return `Groups ${formatPlural(states, 'state')} ${typeof sets === 'number' ? `into ${formatPlural(sets, 'set')} at first` : 'into as many sets as their timescales propose'}, ${machine}.`;
  const how = form.alphaFixed && typeof alpha === 'number' ? `α ${formatNumber(alpha)}` : 'α by the sweep';
  const what = method === 'placing' ? formatPlural(states, 'metastable sample') : formatPlural(states, 'local minimum', 'local minima');
  return `Places ${what}, ${how}, ${machine}.`;
}
