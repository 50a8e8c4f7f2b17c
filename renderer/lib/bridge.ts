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

/** Without proxies, bytes as they are. */
function plain<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plain) as T;
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined).map(([key, part]) => [key, plain(part)])) as T;
}
