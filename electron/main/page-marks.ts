import type { BrowserWindow } from 'electron';
import { markStart, tellsStart } from '../start-marks.ts';

/** Tells the steps that the page has marked, where steps of the start are told at all. */
export async function tellPageMarks(window: BrowserWindow): Promise<void> {
  if (!tellsStart) return;
  const marks = (await window.webContents.executeJavaScript(
    "performance.getEntriesByType('mark').map(({ name, startTime }) => [name, performance.timeOrigin + startTime])",
  )) as readonly (readonly [string, number])[];
  for (const [name, at] of marks) markStart(`page: ${name}`, at);
  markStart('page told');
}
