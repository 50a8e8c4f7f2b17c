import type { Bridge } from '../../core/contract/bridge.ts';
import type { Answer, Ask, RequestName } from '../../core/contract/requests.ts';

declare global {
  interface Window {
    readonly basinscope: Bridge;
  }
}

/** A request that the program refused, in words fit for people. */
export class RequestError extends Error {
  readonly title: string;

  constructor(title: string, message: string) {
    super(message);
    this.name = 'RequestError';
    this.title = title;
  }
}

/** The only way out of the window's sandbox. */
export function bridge(): Bridge {
  return window.basinscope;
}

/**
 * Asks the program something and waits for the answer.
 * Throws RequestError when the program answers with an error.
 */
export async function request<N extends RequestName>(name: N, ask: Ask<N>): Promise<Answer<N>> {
  // Runes hand out proxies, which structured clone refuses: send plain values.
  const reply = await bridge().request(name, plain(ask));
  if (!reply.ok) throw new RequestError(reply.error.title, reply.error.message);
  return reply.answer;
}

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
