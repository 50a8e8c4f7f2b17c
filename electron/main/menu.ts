import { basename } from 'node:path';
import { app, dialog, Menu, shell, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../core/contract/bridge.ts';
import { recentFiles } from './recent-files.ts';

export interface MenuActions {
  command(command: MenuCommand): void;
  openFile(path: string): void;
  clearRecentFiles(): void;
  window(): BrowserWindow | null;
  workspace: string;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

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

function fileMenu({ command, openFile, clearRecentFiles }: MenuActions, isMac: boolean): MenuItemConstructorOptions[] {
  const recent = recentFiles();
  return [
    { id: 'open-potential', label: 'Open potential…', accelerator: 'CmdOrCtrl+O', click: () => command('open-potential') },
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
    { id: 'new-map', label: 'New map…', accelerator: 'CmdOrCtrl+M', click: () => command('new-map') },
    { id: 'new-training', label: 'New training…', accelerator: 'CmdOrCtrl+T', click: () => command('new-training') },
    { id: 'export', label: 'Export…', accelerator: 'CmdOrCtrl+E', click: () => command('export') },
    separator,
    isMac ? { role: 'close' } : { role: 'quit' },
  ];
}

function viewMenu({ command }: MenuActions): MenuItemConstructorOptions[] {
  return [
    { id: 'fit-view', label: 'Fit the graph', accelerator: 'CmdOrCtrl+0', click: () => command('fit-view') },
    { id: 'reset-layout', label: 'Reset the layout', click: () => command('reset-layout') },
    separator,
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [separator, { role: 'reload' } satisfies MenuItemConstructorOptions, { role: 'toggleDevTools' } satisfies MenuItemConstructorOptions]),
  ];
}

function helpMenu({ command, window, workspace }: MenuActions, isMac: boolean): MenuItemConstructorOptions[] {
  return [
    { id: 'show-shortcuts', label: 'Keyboard shortcuts', accelerator: 'CmdOrCtrl+/', click: () => command('show-shortcuts') },
    { label: 'Show the workspace folder', click: () => void shell.openPath(workspace) },
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
