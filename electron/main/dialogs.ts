import { dialog, type BrowserWindow, type FileFilter } from 'electron';
import { BUNDLE_ENDING } from '../../core/contract/bundle.ts';
import type { Answer, Ask } from '../../core/contract/requests.ts';

const everything: FileFilter = { name: 'All files', extensions: ['*'] };

/** Where the user said that something may be written: the window can have nothing written elsewhere. */
const chosenForWriting = new Set<string>();

export async function askForPotential(window: BrowserWindow): Promise<Answer<'dialog.openPotential'>> {
  return askForFile(window, 'Open a potential or a bundle', [{ name: 'Weights and bundles', extensions: ['pth', 'pt', 'safetensors', 'onnx', BUNDLE_ENDING.slice(1)] }, everything]);
}

export async function askForDataset(window: BrowserWindow, ask: { kind: 'file' | 'folder' }): Promise<Answer<'dialog.openDataset'>> {
  if (ask.kind === 'file') return askForFile(window, 'Choose a data set', [everything]);
  const result = await dialog.showOpenDialog(window, { title: 'Choose a folder of images or data files', properties: ['openDirectory'] });
  return { path: result.canceled ? null : (result.filePaths[0] ?? null) };
}

export async function askForLabels(window: BrowserWindow): Promise<Answer<'dialog.openLabels'>> {
  return askForFile(window, 'Choose the labels', [everything]);
}

export async function askForImage(window: BrowserWindow): Promise<Answer<'dialog.openImage'>> {
  return askForFile(window, 'Choose an image to locate', [{ name: 'Images', extensions: ['png', 'jpg', 'jpeg', 'npy'] }, everything]);
}

export async function askForTrainingConfig(window: BrowserWindow): Promise<Answer<'dialog.openTrainingConfig'>> {
  return askForFile(window, 'Open a training config', [{ name: 'Configs', extensions: ['json'] }, everything]);
}

export async function askWhereToSave(window: BrowserWindow, ask: Ask<'dialog.saveExport'>): Promise<Answer<'dialog.saveExport'>> {
  const result = await dialog.showSaveDialog(window, {
    title: 'Export',
    defaultPath: ask.suggestedName,
    filters: [{ name: ask.ending.toUpperCase(), extensions: [ask.ending] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  const path = result.canceled || !result.filePath ? null : result.filePath;
  if (path) chosenForWriting.add(path);
  return { path };
}


export function mayWrite(path: string): boolean {
  return chosenForWriting.has(path);
}

async function askForFile(window: BrowserWindow, title: string, filters: FileFilter[]): Promise<{ path: string | null }> {
  const result = await dialog.showOpenDialog(window, { title, properties: ['openFile'], filters });
  return { path: result.canceled ? null : (result.filePaths[0] ?? null) };
}
