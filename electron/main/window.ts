import { join } from 'node:path';
import { BrowserWindow, dialog, nativeTheme } from 'electron';
import { minimumSize, rememberBoundsOf, rememberedBounds } from './window-state.ts';

/** The page's background in either theme (renderer/app/theme.css, --bg), so that nothing flashes before it is drawn. */
const background = { dark: '#0b0d10', light: '#e6e9ed' };

/** A page that breaks off twice within this time is not loaded a third time. */
const reloadPause = 10_000;

/** Opens the one window on `url`: sandboxed, isolated, without Node. */
export function openWindow(url: string, icon: string | null): BrowserWindow {
  const { bounds, maximized } = rememberedBounds();
  const window = new BrowserWindow({
    ...bounds,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'Basinscope',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    show: false,
    ...(icon ? { icon } : {}),
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // A map grows while people look elsewhere; timers of a hidden window may sleep all the same.
      backgroundThrottling: true,
    },
  });
  rememberBoundsOf(window);
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  reloadWhenBroken(window);
  window.loadURL(url).catch((error: unknown) => console.error(`The window's page could not be loaded from ${url}:`, error));
  return window;
}

function reloadWhenBroken(window: BrowserWindow): void {
  let last = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    console.error(`The window's process broke off (${reason}, exit code ${exitCode}).`);
    if (Date.now() - last < reloadPause) {
      dialog.showErrorBox('The window broke off', `Its process ended twice within ${reloadPause / 1000} s (${reason}). Maps go on running; close the program and start it again to see them.`);
      return;
    }
    last = Date.now();
    // Not at once: within this event the window is not yet free to load again, and Electron ends.
    setImmediate(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    });
  });
}
