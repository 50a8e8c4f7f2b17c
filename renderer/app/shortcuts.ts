import { commands, type CommandId } from '../../core/contract/command.ts';
import { keysOf } from '../lib/command-keys.ts';

/** The parts of a key press that decide. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const withControl: ReadonlyMap<string, CommandId> = new Map(
  commands.flatMap(({ id, accelerator }) => (accelerator ? [[accelerator.replace('CmdOrCtrl+', '').toLowerCase(), id] as const] : [])),
);
const plain: ReadonlyMap<string, CommandId> = new Map(commands.flatMap(({ id, keys }) => (keys ?? []).map((key) => [key, id] as const)));

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
export function commandOf(press: KeyPress, user: KeyUser): CommandId | null {
  if (press.altKey) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (press.ctrlKey || press.metaKey) return withControl.get(press.shiftKey ? `shift+${key}` : key) ?? null;
  if (user === 'text' || (user === 'widget' && key.length > 1)) return null;
  return plain.get(key) ?? null;
}

interface ShortcutGroup {
  readonly title: string;
  readonly rows: readonly { readonly keys: readonly string[]; readonly what: string }[];
}

/** What the shortcuts dialog lists: every command that has a key, and what the mouse does in the graph. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  { title: 'Anywhere', rows: rowsOf('window') },
  { title: 'In a map', rows: rowsOf('map') },
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

function rowsOf(scope: 'window' | 'map'): ShortcutGroup['rows'] {
  return commands
    .filter((command) => command.scope === scope)
    .map((command) => ({ keys: keysOf(command), what: command.title.replace('…', '') }))
    .filter(({ keys }) => keys.length > 0);
}
