import { RequestError } from './bridge.ts';

export interface NoticeItem {
  readonly id: number;
  readonly kind: 'error' | 'info';
  readonly title: string;
  readonly message: string;
  /** What can be done about it; the notice goes with it. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const lingers = 6000;

/**
 * What the window has to say that belongs to no panel or dialog: errors stay until dismissed, good news goes by itself.
 * An error that a panel or dialog shows is not said here too.
 */
export class Notices {
  list = $state.raw<readonly NoticeItem[]>([]);
  #next = 1;

  error(title: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const heading = error instanceof RequestError && error.title ? error.title : title;
    // The same failure again (a retried request) is one error, not two.
    if (this.list.some((item) => item.kind === 'error' && item.title === heading && item.message === message)) return;
    this.#add({ kind: 'error', title: heading, message });
  }

  info(title: string, message = ''): void {
    const id = this.#add({ kind: 'info', title, message });
    setTimeout(() => this.dismiss(id), lingers);
  }

  /** Something that happened without being asked for, with how to undo it: it stays until it is dismissed. */
  offer(title: string, message: string, action: NonNullable<NoticeItem['action']>): void {
    this.#add({ kind: 'info', title, message, action });
  }

  /** Good news with something that can be done next: it goes by itself, later than news alone. */
  suggest(title: string, message: string, action: NonNullable<NoticeItem['action']>): void {
    const id = this.#add({ kind: 'info', title, message, action });
    setTimeout(() => this.dismiss(id), 3 * lingers);
  }

  /** Says that something is being done for as long as it takes; what comes of it is the caller's. */
  async during<T>(title: string, message: string, work: Promise<T>): Promise<T> {
    const id = this.#add({ kind: 'info', title, message });
    try {
      return await work;
    } finally {
      this.dismiss(id);
    }
  }

  dismiss(id: number): void {
    this.list = this.list.filter((item) => item.id !== id);
  }

  #add(item: Omit<NoticeItem, 'id'>): number {
    const id = this.#next++;
    this.list = [...this.list.slice(-3), { ...item, id }];
    return id;
  }
}

/** The notices of this window. */
export const notices = new Notices();
