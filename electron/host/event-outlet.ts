import type { MessagePortMain } from 'electron';
import type { JobEvent } from '../../core/contract/job-event.ts';

/** Where job events leave the host: the port of the window that is there now. Without one they are not kept: lists show how things stand. */
export class EventOutlet {
  #port: MessagePortMain | null = null;

  /** A page was loaded: from now on events go to it. */
  connect(port: MessagePortMain): void {
    this.#port?.close();
    this.#port = port;
    port.on('close', () => {
      if (this.#port === port) this.#port = null;
    });
    port.start();
  }

  send(event: JobEvent): void {
    this.#port?.postMessage(event);
  }
}
