import type { RequestName } from '../core/contract/requests.ts';

/** What the main process tells the compute host. */
export type ToHost =
  | { type: 'request'; id: number; name: RequestName; ask: unknown }
  /** The port that comes with this message is the window's: job events go there from now on. */
  | { type: 'job-events' }
  | { type: 'clear-recent-files' }
  /** The window shows what it was opened for: what waited for that may begin. */
  | { type: 'window-painted' }
  /** Save what runs and end. */
  | { type: 'shutdown' };

/** What the compute host tells the main process. */
export type FromHost =
  | { type: 'ready' }
  /** The workspace could not be opened: nothing will work, and starting again will not help. */
  | { type: 'unusable'; title: string; message: string }
  /** Files opened lately, newest first: at the start and whenever they change. */
  | { type: 'recent-files'; paths: string[] }
  | { type: 'reply'; id: number; reply: HostReply };

export type HostReply = { ok: true; answer: unknown } | { ok: false; error: { title: string; message: string } };
