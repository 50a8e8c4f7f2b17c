import { writeFile } from 'node:fs/promises';
import { ipcMain, type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { HostState } from '../../core/contract/bridge.ts';
import type { CommandId } from '../../core/contract/command.ts';
import { requests, type Ask, type RequestName } from '../../core/contract/requests.ts';
import { channels } from '../channels.ts';
import type { HostReply } from '../host-messages.ts';
import type { ComputeHost } from './compute-host.ts';
import type { WindowQueue } from './window-queue.ts';
import { askForDataset, askForImage, askForLabels, askForPotential, askForTrainingConfig, askWhereToSave, mayWrite } from './dialogs.ts';

interface Parties {
  host: ComputeHost;
  queue: WindowQueue;
  window: () => BrowserWindow | null;
  isOwnPage: (url: string) => boolean;
  /** The page has loaded its preload and listens. */
  onPage: () => void;
  /** The window has other commands that it cannot carry out now. */
  onRefused: (commands: readonly CommandId[]) => void;
  /** The window shows what it was opened for. */
  onPainted: () => void;
}

/**
 * All traffic with the window. One handler a request of the contract: who asks is checked, what is asked is parsed by its
 * schema, dialogs are answered here and the rest by the compute host. Errors are replies, never rejections.
 */
export function handleRequests(parties: Parties): void {
  for (const name of Object.keys(requests) as RequestName[]) {
    ipcMain.handle(channels.request(name), async (event, ask: unknown): Promise<HostReply> => {
      const window = parties.window();
      if (!window || !isFromPage(event, window, parties.isOwnPage)) return refused('Only the program’s own window may ask.');
      const parsed = requests[name].ask.safeParse(ask);
      if (!parsed.success) return refused(`${name}: ${z.prettifyError(parsed.error)}`);
      try {
        return await answer(name, parsed.data, window, parties);
      } catch (error) {
        console.error(`${name} failed:`, error);
        return { ok: false, error: { title: 'Something went wrong', message: error instanceof Error ? error.message : String(error) } };
      }
    });
  }
  ipcMain.on(channels.hello, (event) => {
    const window = parties.window();
    if (!window || !isFromPage(event, window, parties.isOwnPage)) return;
    sendEventPort(window, parties.host);
    parties.onPage();
  });
}

/** Gives the window the port on which the compute host tells of its jobs: at every load, and for every new host. */
export function sendEventPort(window: BrowserWindow, host: ComputeHost): void {
  const port = host.openEventPort();
  if (port) window.webContents.postMessage(channels.jobEvents, null, [port]);
}

export function sendMenuCommand(window: BrowserWindow, command: CommandId): void {
  window.webContents.send(channels.menu, command);
}

export function sendOpenFile(window: BrowserWindow, path: string): void {
  window.webContents.send(channels.openFile, path);
}

export function sendHostState(window: BrowserWindow, state: HostState): void {
  window.webContents.send(channels.hostState, state);
}

async function answer(name: RequestName, ask: unknown, window: BrowserWindow, { host, queue, onRefused, onPainted }: Parties): Promise<HostReply> {
  switch (name) {
    case 'dialog.openPotential':
      return { ok: true, answer: await askForPotential(window) };
    case 'dialog.openDataset':
      return { ok: true, answer: await askForDataset(window, ask as { kind: 'file' | 'folder' }) };
    case 'dialog.openLabels':
      return { ok: true, answer: await askForLabels(window) };
    case 'dialog.openImage':
      return { ok: true, answer: await askForImage(window) };
    case 'dialog.openTrainingConfig':
      return { ok: true, answer: await askForTrainingConfig(window) };
    case 'dialog.saveExport':
      return { ok: true, answer: await askWhereToSave(window, ask as Ask<'dialog.saveExport'>) };
    case 'window.refused':
      onRefused((ask as Ask<'window.refused'>).commands);
      return { ok: true, answer: {} };
    case 'window.painted':
      onPainted();
      return { ok: true, answer: {} };
    case 'queue.connect':
      return queue.connect(ask as Ask<'queue.connect'>);
    case 'queue.disconnect':
      return queue.disconnect();
    case 'worker.list':
      return queue.workers();
    case 'worker.start':
      return queue.startWorker(ask as Ask<'worker.start'>);
    case 'worker.leave':
      return queue.leaveWorker((ask as Ask<'worker.leave'>).worker);
    case 'window.savePicture':
      return savePicture(window, ask as Ask<'window.savePicture'>);
    case 'map.export':
    case 'map.bundle':
    case 'training.bundle':
    case 'sweep.export':
      if (!mayWrite((ask as Ask<'map.export' | 'map.bundle' | 'training.bundle' | 'sweep.export'>).path)) return refused('Exports are written only where you chose in the dialog.');
      return host.ask(name, ask);
    default:
      return host.ask(name, ask);
  }
}

/** What is seen in a part of the window, as a PNG: overlays and labels of the 3D view with it. */
async function savePicture(window: BrowserWindow, { path, ...part }: Ask<'window.savePicture'>): Promise<HostReply> {
  if (!mayWrite(path)) return refused('Exports are written only where you chose in the dialog.');
  const zoom = window.webContents.getZoomFactor();
  const [x, y, width, height] = [part.x, part.y, part.width, part.height].map((value) => Math.round(value * zoom)) as [number, number, number, number];
  try {
    const picture = await window.webContents.capturePage({ x, y, width, height });
    await writeFile(path, picture.toPNG());
    return { ok: true, answer: { path } };
  } catch (error) {
    return { ok: false, error: { title: 'The picture could not be written', message: error instanceof Error ? error.message : String(error) } };
  }
}

function isFromPage(event: IpcMainEvent | IpcMainInvokeEvent, window: BrowserWindow, isOwnPage: (url: string) => boolean): boolean {
  return event.sender === window.webContents && event.senderFrame === window.webContents.mainFrame && isOwnPage(event.senderFrame?.url ?? '');
}

function refused(message: string): HostReply {
  return { ok: false, error: { title: 'Request refused', message } };
}
