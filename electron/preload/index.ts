import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge, HostState } from '../../core/contract/bridge.ts';
import type { CommandId } from '../../core/contract/command.ts';
import type { JobEvent } from '../../core/contract/job-event.ts';
import type { Ask, Reply, RequestName } from '../../core/contract/requests.ts';
import { channels } from '../channels.ts';

const jobListeners = new Set<(event: JobEvent) => void>();

const hostListeners = new Set<(state: HostState) => void>();
/** How the host stands, where that is not simply well: told before the page listens, it is told to whoever comes. */
let hostState: HostState | null = null;

const openFileListeners = new Set<(path: string) => void>();
/** Files that came while the page was still being put together. */
const waitingFiles: string[] = [];

const bridge: Bridge = {
  async request<N extends RequestName>(name: N, ask: Ask<N>): Promise<Reply<N>> {
    try {
      return (await ipcRenderer.invoke(channels.request(String(name) as N), ask)) as Reply<N>;
    } catch (error) {
      // Unknown request, or an ask that cannot be copied to another process.
      return { ok: false, error: { title: 'Request refused', message: error instanceof Error ? error.message : String(error) } };
    }
  },
  onJobEvent: (listener) => {
    jobListeners.add(listener);
    return () => jobListeners.delete(listener);
  },
  onHostState: (listener) => {
    hostListeners.add(listener);
    if (hostState !== null) listener(hostState);
    return () => hostListeners.delete(listener);
  },
  onMenu: (listener) => listen<CommandId>(channels.menu, listener),
  onOpenFile: (listener) => {
    openFileListeners.add(listener);
    for (const path of waitingFiles.splice(0)) listener(path);
    return () => openFileListeners.delete(listener);
  },
  pathOfDroppedFile: (file) => webUtils.getPathForFile(file),
  platform: process.platform,
};

/** The page never sees Electron's event objects: they would lead out of the sandbox. */
function listen<T>(channel: string, listener: (value: T) => void): () => void {
  const handler = (_event: unknown, value: T) => listener(value);
  ipcRenderer.on(channel, handler);
  return () => ipcRenderer.removeListener(channel, handler);
}

let port: MessagePort | null = null;
ipcRenderer.on(channels.jobEvents, (event) => {
  port?.close();
  port = event.ports[0] ?? null;
  if (port) {
    port.onmessage = (message: MessageEvent<JobEvent>) => {
      for (const listener of jobListeners) listener(message.data);
    };
  }
});
ipcRenderer.on(channels.hostState, (_event, state: HostState) => {
  hostState = state.state === 'ready' ? null : state;
  for (const listener of hostListeners) listener(state);
});
ipcRenderer.on(channels.openFile, (_event, path: string) => {
  if (openFileListeners.size === 0) waitingFiles.push(path);
  for (const listener of openFileListeners) listener(path);
});
ipcRenderer.send(channels.hello);

contextBridge.exposeInMainWorld('basinscope', bridge);
