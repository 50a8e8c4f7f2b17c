/** Something that the window can be told to do by its name: by the menu bar, a key, or a list to choose from. */
interface CommandEntry {
  readonly id: string;
  /** What it is called in menus and lists; with … where it asks something before it acts. */
  readonly title: string;
  /** Where it has a meaning: anywhere in the window, or on the map in view. */
  readonly scope: 'window' | 'map';
  /** A key with a modifier, as Electron writes it: counts everywhere. */
  readonly accelerator?: string;
  /** Plain keys by their names in keyboard events, the one that is shown first: count where no text is written. */
  readonly keys?: readonly string[];
  /** Its menu in the menu bar, and which part of it (parts are set apart by lines). */
  readonly menu?: { readonly name: 'file' | 'view' | 'help'; readonly part: number };
}

const entries = [
  { id: 'open-potential', title: 'Open potential or bundle…', scope: 'window', accelerator: 'CmdOrCtrl+O', menu: { name: 'file', part: 0 } },
  { id: 'new-map', title: 'New map…', scope: 'window', accelerator: 'CmdOrCtrl+M', menu: { name: 'file', part: 1 } },
  { id: 'new-training', title: 'New training…', scope: 'window', accelerator: 'CmdOrCtrl+T', menu: { name: 'file', part: 1 } },
  { id: 'new-sweep', title: 'New sweep…', scope: 'window', menu: { name: 'file', part: 1 } },
  { id: 'train-on', title: 'Train on from this potential…', scope: 'window', menu: { name: 'file', part: 1 } },
  { id: 'locate-image', title: 'Locate an image…', scope: 'map', accelerator: 'CmdOrCtrl+L', menu: { name: 'file', part: 1 } },
  { id: 'export', title: 'Export the map…', scope: 'map', accelerator: 'CmdOrCtrl+E', menu: { name: 'file', part: 1 } },
  { id: 'toggle-library', title: 'Show or hide the library', scope: 'window', accelerator: 'CmdOrCtrl+B' },
  { id: 'find-basin', title: 'Find a basin or set…', scope: 'map', accelerator: 'CmdOrCtrl+F', menu: { name: 'view', part: 0 } },
  { id: 'previous-basin', title: 'Previous basin, by energy', scope: 'map', keys: ['ArrowUp', 'ArrowLeft', 'k'] },
  { id: 'next-basin', title: 'Next basin, by energy', scope: 'map', keys: ['ArrowDown', 'ArrowRight', 'j'] },
  { id: 'fit-view', title: 'Fit the graph', scope: 'map', accelerator: 'CmdOrCtrl+0', keys: ['f'], menu: { name: 'view', part: 0 } },
  { id: 'clear-selection', title: 'Clear the selection', scope: 'map', keys: ['Escape'] },
  { id: 'show-machines', title: 'Machines…', scope: 'window', menu: { name: 'view', part: 0 } },
  { id: 'reset-layout', title: 'Reset the layout', scope: 'window', menu: { name: 'view', part: 0 } },
  { id: 'show-shortcuts', title: 'Keyboard shortcuts', scope: 'window', accelerator: 'CmdOrCtrl+/', keys: ['?'], menu: { name: 'help', part: 0 } },
] as const satisfies readonly CommandEntry[];

export type CommandId = (typeof entries)[number]['id'];
export type Command = CommandEntry & { readonly id: CommandId };

/** Every command of the program, in the order in which lists show them. What each does, the window knows (renderer/lib/commands.svelte.ts). */
export const commands: readonly Command[] = entries;
