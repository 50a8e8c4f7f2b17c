import { QueueError } from './queue-error.ts';

/** Where a queue is, and how to get in. Never written down or shown whole: `redacted` says it without the password. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  readonly password: string | null;
  /** Number of the database. */
  readonly db: number;
  /** Whether it is spoken to over TLS (rediss://). */
  readonly tls: boolean;
}

/** The environment variable that an address may come from, so that its password is not in the list of processes. */
export const QUEUE_VARIABLE = 'BASINSCOPE_QUEUE';

const FORM = 'redis://[[user]:password@]host[:port][/database], or rediss://… for TLS';

/**
 * The address that a text names. `allowRemote`: whether it may be another machine than this one; `allowedBy`: what people do to allow it.
 * Throws QueueError where it is none, or is remote and that was not allowed; the error never repeats the text, which may hold a password.
 */
export function parseQueueAddress(text: string, { allowRemote = false, allowedBy = '--allow-remote' }: { readonly allowRemote?: boolean; readonly allowedBy?: string } = {}): QueueAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new QueueError(`The address of the queue is none: ${FORM} is expected. Letters of a password that mean something in addresses are written as %40 for @, %3A for :, %2F for /.`);
  }
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') throw new QueueError(`The address of the queue begins with ${url.protocol}//: ${FORM} is expected.`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const db = url.pathname === '' || url.pathname === '/' ? 0 : Number(url.pathname.slice(1));
  if (host === '') throw new QueueError(`The address of the queue names no host: ${FORM} is expected.`);
  if (!Number.isInteger(db) || db < 0 || url.search !== '' || url.hash !== '') throw new QueueError(`The address of the queue ends in something else than the number of a database: ${FORM} is expected.`);
  const part = (value: string): string | null => {
    try {
      return value === '' ? null : decodeURIComponent(value);
    } catch {
      throw new QueueError('User or password of the queue hold a % that begins no escape: write it as %25.');
    }
  };
  const address = { host, port: url.port === '' ? 6379 : Number(url.port), username: part(url.username), password: part(url.password), db, tls: url.protocol === 'rediss:' };
  if (!allowRemote && !isLoopback(host)) {
    throw new QueueError(
      `The queue ${redacted(address)} is on another machine, and that has to be allowed (${allowedBy}): whoever can write to it gives work to its workers and results to your jobs. ` +
        'Use one that asks for a password, over TLS (rediss://) where the network is not yours.',
    );
  }
  return address;
}

/** The address without user and password, for people, records and logs. */
export function redacted({ host, port, db, tls }: QueueAddress): string {
  return `${tls ? 'rediss' : 'redis'}://${host.includes(':') ? `[${host}]` : host}:${port}${db === 0 ? '' : `/${db}`}`;
}

/** A text of someone else's in which the password of an address is blotted out. */
export function blotted(text: string, { password }: QueueAddress): string {
  if (password === null) return text;
  return [password, encodeURIComponent(password)].reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
