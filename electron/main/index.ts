import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';
import type { HostState } from '../../core/contract/bridge.ts';
import { declareAppScheme, pageOrigin, pageUrl, serveApp } from './app-protocol.ts';
import { askedCommand } from './asked-command.ts';
import { carryOut } from './carry-out.ts';
import { ComputeHost } from './compute-host.ts';
import { handleRequests, sendEventPort, sendHostState, sendMenuCommand, sendOpenFile } from './ipc.ts';
import { denyPermissions, lockDown } from './lock-down.ts';
import { refuseInMenu, setMenu, type MenuActions } from './menu.ts';
import { filesOfCommandLine } from './opened-files.ts';
import { onRecentFiles, setRecentFiles } from './recent-files.ts';
import { allowSoftwareRendering } from './software-rendering.ts';
import { hasUpdateChannel, lookForUpdate } from './updates.ts';
import { tellPageMarks } from './page-marks.ts';
import { openWindow } from './window.ts';
import { WindowQueue } from './window-queue.ts';
import { markStart } from '../start-marks.ts';

markStart('main process runs');
app.setName('Basinscope');
const resources = app.isPackaged ? join(process.resourcesPath, 'resources') : join(app.getAppPath(), 'resources');
// Ends the program, before there is a display or a user's folder; in a checkout bin/basinscope.mjs does it.
const command = app.isPackaged ? askedCommand(process.argv, process.env['BASINSCOPE_COMMAND'] === '1') : null;
if (command !== null) await carryOut(command, resources);
declareAppScheme();
allowSoftwareRendering();

// While developing, electron-vite serves the page; a packaged program never listens to this variable.
const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
const ownOrigin = developmentUrl ? new URL(developmentUrl).origin : pageOrigin;
const isOwnPage = (url: string) => originOf(url) === ownOrigin;
const workspace = process.env['BASINSCOPE_WORKSPACE'] ?? join(app.getPath('userData'), 'workspace');

/** The queue that was remembered is gone to when the window is there, or after so many milliseconds. */
const queuePatience = 5_000;

let window: BrowserWindow | null = null;
/** Files to open that came before the window could hear of them. */
const waitingFiles: string[] = [];
let pageListens = false;
/** How the host stands, for pages that come later. */
let hostState: HostState | null = null;

const host: ComputeHost = new ComputeHost({ workspace, resources, codeCache: join(app.getPath('userData'), 'compiled') }, {
  onHostState: (state) => {
    hostState = state;
    if (window) sendHostState(window, state);
  },
  onRecentFiles: setRecentFiles,
  onNewHost: () => {
    if (window && pageListens) sendEventPort(window, host);
    queue.again();
  },
  queueComes: () => queue.comes,
});
const queue: WindowQueue = new WindowQueue(host);

if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  lockDown(isOwnPage);
  waitingFiles.push(...filesOfCommandLine(process.argv, process.cwd()));
  app.on('second-instance', (_event, argv, folder) => {
    if (window === null && app.isReady()) showWindow();
    if (window?.isMinimized()) window.restore();
    window?.focus();
    for (const path of filesOfCommandLine(argv, folder)) openFile(path);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    // On macOS the program goes on without a window.
    if (window === null && app.isReady()) showWindow();
    openFile(path);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0 && app.isReady()) showWindow();
  });
  const save = quitAfterSaving();
  void app.whenReady().then(() => start(save));
}

function start(save: () => Promise<void>): void {
  markStart('app ready');
  denyPermissions();
  serveApp(join(import.meta.dirname, '../renderer'));
  host.start();
  setTimeout(() => queue.begin(), queuePatience);
  handleRequests({
    host,
    queue,
    window: () => window,
    isOwnPage,
    onPage: () => {
      pageListens = true;
      if (window && hostState && hostState.state !== 'ready') sendHostState(window, hostState);
      for (const path of waitingFiles.splice(0)) openFile(path);
    },
    onRefused: refuseInMenu,
    onPainted: () => {
      markStart('window painted');
      host.windowPainted();
      queue.begin();
      if (window) void tellPageMarks(window);
    },
  });
  const actions: MenuActions = {
    command: (command) => window && sendMenuCommand(window, command),
    openFile,
    clearRecentFiles: () => host.clearRecentFiles(),
    window: () => window,
    workspace,
    lookForUpdate: hasUpdateChannel() ? () => void lookForUpdate(window, save) : null,
  };
  setMenu(actions);
  onRecentFiles(() => setMenu(actions));
  showWindow();
}

function showWindow(): void {
  const icon = join(resources, 'icons', 'icon.png');
  pageListens = false;
  window = openWindow(developmentUrl ?? pageUrl, process.platform === 'linux' && existsSync(icon) ? icon : null);
  markStart('window created');
  window.on('closed', () => {
    window = null;
    pageListens = false;
  });
}

/** Hands a file to the page, which asks what it needs to know about it. */
function openFile(path: string): void {
  if (window && pageListens) sendOpenFile(window, path);
  else waitingFiles.push(path);
}

/** Quitting waits, within a limit, until the compute host has saved its jobs. Returns what saves them for whoever else ends the program. */
function quitAfterSaving(): () => Promise<void> {
  let saving: Promise<void> | null = null;
  let saved = false;
  const save = (): Promise<void> => (saving ??= Promise.all([host.shutdown(), queue.close()]).then(() => void (saved = true)));
  app.on('will-quit', (event) => {
    if (saved) return;
    event.preventDefault();
    // Not quit(): asked for again within will-quit it is forgotten.
    void save().then(() => app.exit());
  });
  return save;
}

function originOf(url: string): string | null {
  try {
    const { protocol, host: name } = new URL(url);
    // URL.origin is "null" for schemes that the URL standard does not know, ours among them.
    return `${protocol}//${name}`;
  } catch {
    return null;
  }
}
