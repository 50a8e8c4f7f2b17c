import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import { talkAboutUpdate, type Updater } from './update-talk.ts';

/**
 * Whether this copy knows where newer ones are (a release made by .github/workflows/release.yml), and its kind of package can be
 * replaced: not an unpacked archive, nor the portable program of Windows.
 */
export function hasUpdateChannel(): boolean {
  if (!app.isPackaged || !existsSync(join(process.resourcesPath, 'app-update.yml'))) return false;
  if (process.platform === 'win32') return process.env['PORTABLE_EXECUTABLE_FILE'] === undefined;
  return process.platform !== 'linux' || process.env['APPIMAGE'] !== undefined || existsSync(join(process.resourcesPath, 'package-type'));
}

let looking = false;

/** Looks for a newer version, because the user said so; never by itself. `save`: before the program ends for it. */
export async function lookForUpdate(window: BrowserWindow | null, save: () => Promise<void>): Promise<void> {
  if (looking) return;
  looking = true;
  try {
    await talkAboutUpdate(await openUpdater(), app.getVersion(), {
      ask: async ({ message, detail, buttons }) => {
        const options = { type: 'info' as const, title: 'Updates', message, detail, buttons: [...buttons], defaultId: 0, cancelId: buttons.length - 1 };
        return (await (window && !window.isDestroyed() ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))).response;
      },
      onProgress: (part) => {
        if (window && !window.isDestroyed()) window.setProgressBar(part ?? -1);
      },
      save,
    });
  } finally {
    looking = false;
  }
}

async function openUpdater(): Promise<Updater> {
  // Loaded when it is wanted only: it begins by reading where updates are.
  const { autoUpdater } = (await import('electron-updater')).default;
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = false;
  autoUpdater.logger = null;
  return {
    check: async () => {
      const found = await autoUpdater.checkForUpdates();
      return found?.isUpdateAvailable === true ? found.updateInfo.version : null;
    },
    fetch: async (onProgress) => {
      const listener = ({ percent }: { percent: number }) => onProgress(percent / 100);
      autoUpdater.on('download-progress', listener);
      try {
        await autoUpdater.downloadUpdate();
      } finally {
        autoUpdater.off('download-progress', listener);
      }
    },
    install: () => autoUpdater.quitAndInstall(false, true),
  };
}
