import type { MapCommand } from '../lib/commands.ts';

export type WindowCommand = 'open-potential' | 'new-map' | 'new-training' | 'show-shortcuts' | 'toggle-library' | MapCommand;

/** The parts of a key press that decide. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const withControl: Readonly<Record<string, WindowCommand>> = {
  o: 'open-potential',
  m: 'new-map',
  t: 'new-training',
  e: 'export',
  b: 'toggle-library',
  '0': 'fit-view',
  '/': 'show-shortcuts',
};

const plain: Readonly<Record<string, WindowCommand>> = {
  '?': 'show-shortcuts',
  f: 'fit-view',
  j: 'next-basin',
  k: 'previous-basin',
  ArrowDown: 'next-basin',
  ArrowRight: 'next-basin',
  ArrowUp: 'previous-basin',
  ArrowLeft: 'previous-basin',
  Escape: 'clear-selection',
};

/** What has the focus: text takes every plain key, a widget those that move and choose, anything else none. */
export type KeyUser = 'text' | 'widget' | 'none';

const texts = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]';
const widgets = 'input, [role="menu"], [role="separator"], [role="tablist"], [role="radiogroup"], [role="listbox"], [role="grid"], [role="tree"], [role="slider"]';

export function keyUserOf(target: EventTarget | null): KeyUser {
  if (!(target instanceof Element)) return 'none';
  if (target.closest(texts)) return 'text';
  return target.closest(widgets) ? 'widget' : 'none';
}

/** The command of a key press, if it is one. */
export function commandOf(press: KeyPress, user: KeyUser): WindowCommand | null {
  if (press.altKey) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (press.ctrlKey || press.metaKey) return press.shiftKey ? null : (withControl[key] ?? null);
  if (user === 'text' || (user === 'widget' && key.length > 1)) return null;
  return plain[key] ?? null;
}

/** What the shortcuts dialog lists. */
export const shortcutGroups: readonly { title: string; rows: readonly { keys: readonly string[]; what: string }[] }[] = [
  {
    title: 'Anywhere',
    rows: [
      { keys: ['Ctrl', 'O'], what: 'Open a potential' },
      { keys: ['Ctrl', 'M'], what: 'New map' },
      { keys: ['Ctrl', 'T'], what: 'New training' },
      { keys: ['Ctrl', 'E'], what: 'Export the map' },
      { keys: ['Ctrl', 'B'], what: 'Show or hide the library' },
      { keys: ['?'], what: 'This list' },
    ],
  },
  {
    title: 'In a map',
    rows: [
      { keys: ['↑', '↓'], what: 'Previous or next basin, by energy' },
      { keys: ['F'], what: 'Fit the graph' },
      { keys: ['Esc'], what: 'Clear the selection' },
    ],
  },
  {
    title: 'In the graph',
    rows: [
      { keys: ['drag'], what: 'Orbit' },
      { keys: ['Shift', 'drag'], what: 'Move' },
      { keys: ['wheel'], what: 'Zoom' },
      { keys: ['click'], what: 'Select a basin, or a barrier between two' },
    ],
  },
];
