import { app } from 'electron';

let files: readonly string[] = [];
let changed: () => void = () => {};

/** Files opened lately, newest first, as the compute host last told: the workspace keeps them. */
export function recentFiles(): readonly string[] {
  return files;
}

export function setRecentFiles(paths: readonly string[]): void {
  // The system's own list (dock, taskbar) has its own order: newest added last.
  if (paths.length === 0) app.clearRecentDocuments();
  else for (const path of [...paths].reverse()) if (!files.includes(path)) app.addRecentDocument(path);
  files = paths;
  changed();
}

export function onRecentFiles(listener: () => void): void {
  changed = listener;
}
