import { once } from 'node:events';
import { isIP } from 'node:net';
import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { blotted, redacted } from './queue-address.ts';
import type { QueueAddress } from './queue-address.ts';
import { QueueError, QueueRefused } from './queue-error.ts';

/** A server that says nothing for so long while it owes an answer is taken for gone; above the seconds that a blocking command waits (10). */
const SILENCE_MS = 25_000;
const CONNECT_MS = 10_000;
/**
 * A command without an answer for so long has failed, and is done again by who asked: one that was lost between two connections never had an end. Above the
 * seconds of a blocking one. Large values have a connection without it (bulk-values.ts).
 */
const COMMAND_MS = 20_000;

/**
 * Connects to a queue's server; a connection that breaks later is made again until it is closed, and commands wait meanwhile.
 * Throws QueueError where it cannot be reached, QueueRefused where it does not let us in.
 */
export async function connectQueue(address: QueueAddress): Promise<Redis> {
  const { host, port, username, password, db, tls } = address;
  const options: RedisOptions = {
    host, port, db, connectionName: 'basinscope', lazyConnect: true, maxRetriesPerRequest: null, connectTimeout: CONNECT_MS, socketTimeout: SILENCE_MS, commandTimeout: COMMAND_MS,
    ...(username === null ? {} : { username }), ...(password === null ? {} : { password }), ...(tls ? { tls: isIP(host) === 0 ? { servername: host } : {} } : {}),
  };
  // The first time, what is wrong is said; later it is waited for.
  const probe = new Redis({ ...options, maxRetriesPerRequest: 0, retryStrategy: () => null });
  let reason: Error | null = null;
  probe.on('error', (error: Error) => (reason ??= error));
  try {
    await probe.connect();
    await probe.ping();
  } catch (error) {
    throw whyNot(address, reason ?? (error as Error));
  } finally {
    probe.disconnect();
  }
  const connection = new Redis({ ...options, lazyConnect: false, retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2000) });
  // Whoever uses it hears of what breaks by its 'close' event.
  connection.on('error', () => {});
  try {
    await once(connection, 'ready');
  } catch (error) {
    // It went between the two, or has no room for another: said as the first time, and not tried for ever.
    connection.disconnect();
    throw whyNot(address, error as Error);
  }
  return connection;
}

/** Whether a server answered that it will not do what it was asked (it is full, read-only, or the user has not the right); one that only needs time is none. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError' && !/^(LOADING|BUSY|MASTERDOWN|TRYAGAIN)\b/.test(error.message);
}

/** A refusal in words, without the password: of a transaction, that of its first command. */
export function refusalOf(address: QueueAddress, error: Error): string {
  const [first] = (error as { readonly previousErrors?: readonly Error[] }).previousErrors ?? [];
  return `The queue ${redacted(address)} refuses: ${blotted((first ?? error).message, address)}. It is asked again until it does not.`;
}

/** What keeps us out, in words; never as its cause, which may hold the password. */
function whyNot(address: QueueAddress, error: Error): QueueError {
  const said = blotted(error.message, address);
  const where = redacted(address);
  if (/WRONGPASS|invalid (username|password)|NOPERM/i.test(said)) return new QueueRefused(`The queue ${where} does not accept this user and password. Give those of its server: redis://user:password@host, or redis://:password@host where it has no users.`);
  if (/NOAUTH|Authentication required/i.test(said)) return new QueueRefused(`The queue ${where} asks for a password: give it as redis://:password@host, in the address or in BASINSCOPE_QUEUE.`);
  return new QueueError(whyAway(address, said));
}

function whyAway(address: QueueAddress, said: string): string {
  const where = redacted(address);
  if (/ECONNREFUSED/.test(said)) return `Nobody answers at the queue ${where}: is its server (redis-server or valkey-server) running, and is that its port?`;
  if (/ENOTFOUND|EAI_AGAIN/.test(said)) return `The host of the queue ${where} is not known here.`;
  if (/ETIMEDOUT|timed? ?out/i.test(said)) return `The queue ${where} does not answer: is it reachable from here?`;
  if (/certificate|self.signed|TLS|SSL|ECONNRESET/i.test(said) && address.tls) return `The queue ${where} cannot be spoken to over TLS: ${said}. A certificate of an authority of your own is named by the environment variable NODE_EXTRA_CA_CERTS.`;
  if (/ECONNRESET|EPIPE|Connection is closed|Protocol error|RESP type/i.test(said)) return `The queue ${where} ends the connection at once: does its server want TLS (rediss://), or is it no Redis or Valkey?`;
  return `The queue ${where} cannot be used: ${said}.`;
}

/** Lets a connection go, whether or not its server answers. */
export async function disconnectQueue(connection: Redis): Promise<void> {
  if (connection.status === 'ready') await Promise.race([connection.quit().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 500))]);
  connection.disconnect();
}
