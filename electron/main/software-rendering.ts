import { existsSync } from 'node:fs';
import { app } from 'electron';

/**
 * Chromium refuses WebGL where there is no GPU. On Linux without one, Mesa's llvmpipe draws the 3D graph in software
 * (about twice as fast as Chromium's own SwiftShader); it has to be asked for before the app is ready. Everything else is put
 * together by Chromium's software compositor: through Mesa the window had 8 frames a second where it has 53 without.
 */
export function allowSoftwareRendering(): void {
  if (process.platform !== 'linux' || existsSync('/dev/dri') || app.commandLine.hasSwitch('use-angle')) return;
  app.commandLine.appendSwitch('use-angle', 'gl');
  app.commandLine.appendSwitch('ignore-gpu-blocklist');
  app.commandLine.appendSwitch('disable-gpu-compositing');
}
