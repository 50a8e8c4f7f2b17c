/** Names of what passes between the window's preload and the main process; used by main/ipc.ts and preload/index.ts only. */
export const channels = {
  /** One invoke channel a request: this and its name. */
  request: (name: string) => `basinscope:request:${name}`,
  /** Window → main: a page is loading and wants its job events. */
  hello: 'basinscope:hello',
  /** Main → window: a MessagePort on which the compute host sends job events. */
  jobEvents: 'basinscope:job-events',
  hostState: 'basinscope:host-state',
  menu: 'basinscope:menu',
  openFile: 'basinscope:open-file',
} as const;
