import { basename } from 'node:path';
import { app, dialog, Menu, shell, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { commands, type Command, type CommandId } from '../../core/contract/command.ts';
import { recentFiles } from './recent-files.ts';

export interface MenuActions {
  command(command: CommandId): void;
  openFile(path: string): void;
  clearRecentFiles(): void;
  window(): BrowserWindow | null;
  workspace: string;
  /** null: this copy has no update channel. */
  lookForUpdate: (() => void) | null;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

let refused: readonly CommandId[] = [];

/** Builds the menu bar; again whenever the recent files change. */
export function setMenu(actions: MenuActions): void {
  const isMac = process.platform === 'darwin';
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
      { label: '&File', submenu: fileMenu(actions, isMac) },
      { role: 'editMenu' },
      { label: '&View', submenu: viewMenu(actions) },
      ...(isMac ? [{ role: 'windowMenu' } satisfies MenuItemConstructorOptions] : []),
      { role: 'help', submenu: helpMenu(actions, isMac) },
    ]),
  );
}

/** Shows commands that cannot be carried out now as such; all others can be chosen. */
export function refuseInMenu(ids: readonly CommandId[]): void {
  refused = ids;
  const menu = Menu.getApplicationMenu();
  for (const { id } of commands) {
    const item = menu?.getMenuItemById(id);
    if (item) item.enabled = !ids.includes(id);
  }
}

/** The commands of one part of a menu. */
function items(name: NonNullable<Command['menu']>['name'], part: number, { command }: MenuActions): MenuItemConstructorOptions[] {
  return commands
    .filter(({ menu }) => menu?.name === name && menu.part === part)
    .map(({ id, title, accelerator }) => ({ id, label: title, ...(accelerator ? { accelerator } : {}), enabled: !refused.includes(id), click: () => command(id) }));
}

function fileMenu(actions: MenuActions, isMac: boolean): MenuItemConstructorOptions[] {
  const { openFile, clearRecentFiles } = actions;
  const recent = recentFiles();
  return [
    ...items('file', 0, actions),
    {
      id: 'open-recent',
      label: 'Open recent',
      enabled: recent.length > 0,
      submenu: [
        // Two files of the same name are told apart by their whole path.
        ...recent.map((path): MenuItemConstructorOptions => ({ label: `${basename(path)}  —  ${path}`, click: () => openFile(path) })),
        separator,
        { label: 'Clear the list', click: clearRecentFiles },
      ],
    },
    separator,
    ...items('file', 1, actions),
    separator,
    isMac ? { role: 'close' } : { role: 'quit' },
  ];
}

function viewMenu(actions: MenuActions): MenuItemConstructorOptions[] {
  return [
    ...items('view', 0, actions),
    separator,
    { role: 'zoomIn', label: 'Zoom in', accelerator: 'CmdOrCtrl+Plus' },
    { role: 'zoomOut', label: 'Zoom out', accelerator: 'CmdOrCtrl+-' },
    // Ctrl-0 alone fits the graph.
    { role: 'resetZoom', label: 'Actual size', accelerator: 'CmdOrCtrl+Shift+0' },
    separator,
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [separator, { role: 'reload' } satisfies MenuItemConstructorOptions, { role: 'toggleDevTools' } satisfies MenuItemConstructorOptions]),
  ];
}

function helpMenu(actions: MenuActions, isMac: boolean): MenuItemConstructorOptions[] {
  const { window, workspace, lookForUpdate } = actions;
  return [
    ...items('help', 0, actions),
    { label: 'Show the workspace folder', click: () => void shell.openPath(workspace) },
    lookForUpdate ? { id: 'updates', label: 'Check for updates…', click: lookForUpdate } : { id: 'updates', label: 'Check for updates (this copy has no update channel)', enabled: false },
    ...(isMac ? [] : [separator, { label: 'About Basinscope', click: () => about(window()) }]),
  ];
}

function about(window: BrowserWindow | null): void {
  const options = {
    type: 'info' as const,
    title: 'About Basinscope',
    message: `Basinscope ${app.getVersion()}`,
    detail: `Basins, barriers and disconnectivity trees of energy-based models.\nElectron ${process.versions.electron}, Chromium ${process.versions.chrome}, Node ${process.versions.node}`,
  };
  void (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
}
