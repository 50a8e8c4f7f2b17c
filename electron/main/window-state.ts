import { join } from 'node:path';
import { app, screen, type BrowserWindow, type Rectangle } from 'electron';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.ts';

const windowState = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
  maximized: z.boolean(),
});

export const minimumSize = { width: 900, height: 600 };
const usualSize = { width: 1440, height: 900 };

const file = () => join(app.getPath('userData'), 'window.json');

/** Where the window was, if that is still (mostly) on a screen; else the usual size, centred, no larger than the screen. */
export function rememberedBounds(): { bounds: Partial<Rectangle>; maximized: boolean } {
  const saved = readJson(file(), windowState);
  if (saved && isVisible(saved.bounds)) return saved;
  const { width, height } = screen.getPrimaryDisplay().workAreaSize;
  return {
    bounds: {
      width: Math.max(minimumSize.width, Math.min(usualSize.width, width)),
      height: Math.max(minimumSize.height, Math.min(usualSize.height, height)),
    },
    maximized: saved?.maximized ?? false,
  };
}

export function rememberBoundsOf(window: BrowserWindow): void {
  const save = () => {
    try {
      writeJson(file(), { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (error) {
      // A place on the screen is not worth a crash (full disk, read-only home).
      console.error('The window’s place could not be saved:', error);
    }
  };
  window.on('close', save);
}

/** At least a graspable part of the title bar must be on a screen. */
function isVisible(bounds: Rectangle): boolean {
  const { workArea } = screen.getDisplayMatching(bounds);
  const overlapX = Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
  return overlapX >= 100 && bounds.y >= workArea.y - 10 && bounds.y <= workArea.y + workArea.height - 50;
}
