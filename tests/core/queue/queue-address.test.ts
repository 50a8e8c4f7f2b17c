import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connectQueue } from '../../../core/queue/connection.ts';
import { blotted, parseQueueAddress, redacted } from '../../../core/queue/queue-address.ts';
import { freePort } from './queue-server.ts';

describe('the address of a queue', () => {
  it('is read with user, password, port, database and TLS, and shown without its credentials', () => {
    const address = parseQueueAddress('rediss://me:p%40ss%2Fword@127.0.0.1:7000/3');
    expect(address).toEqual({ host: '127.0.0.1', port: 7000, username: 'me', password: 'p@ss/word', db: 3, tls: true });
    expect(redacted(address)).toBe('rediss://127.0.0.1:7000/3');
    expect(blotted('AUTH me p@ss/word p%40ss%2Fword', address)).toBe('AUTH me *** ***');
    expect(redacted(parseQueueAddress('redis://localhost'))).toBe('redis://localhost:6379');
    expect(redacted(parseQueueAddress('redis://[::1]:7000'))).toBe('redis://[::1]:7000');
  });

  it('may be on another machine only when that is allowed, and the error says why', () => {
    for (const host of ['10.0.0.7', 'queue.example', '[fe80::1]', '127.0.0.1.example']) {
      const text = `redis://me:hush@${host}:7000`;
      expect(() => parseQueueAddress(text, { allowedBy: 'say so' })).toThrow(/has to be allowed \(say so\)/);
      expect(() => parseQueueAddress(text)).toThrow(/is on another machine.*--allow-remote.*whoever can write to it gives work to its workers/);
      expect(parseQueueAddress(text, { allowRemote: true }).password).toBe('hush');
    }
  });

  it.each(['/hush@host', 'http://me:hush@localhost', 'redis://:hush@', 'redis://:hush@localhost/first', 'redis://:hush@localhost/0?tls=1', 'redis://:hush%@localhost', 'redis://:hush@localhost:70000'])('%s is refused without being repeated', (text) => {
    let message = '';
    try {
      parseQueueAddress(text);
    } catch (error) {
      expect(error).toMatchObject({ name: 'QueueError' });
      message = (error as Error).message;
    }
    expect(message).toMatch(/queue/);
    expect(message).not.toContain('hush');
  });

  it('where nobody answers, or nobody of that name is known, is an error that says so', async () => {
    const port = await freePort();
    await expect(connectQueue(parseQueueAddress(`redis://:hush@127.0.0.1:${port}`))).rejects.toMatchObject({ name: 'QueueError', message: `Nobody answers at the queue redis://127.0.0.1:${port}: is its server (redis-server or valkey-server) running, and is that its port?` });
  });

  it.each([['ends the connection', ''], ['speaks something else', 'HTTP/1.1 400 Bad Request\r\n\r\n']])('of a server that %s is an error that says so', async (_, answer) => {
    const server = createServer((socket) => socket.on('error', () => {}).end(answer));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(connectQueue(parseQueueAddress(`redis://:hush@127.0.0.1:${port}`))).rejects.toMatchObject({ name: 'QueueError', message: expect.stringMatching(/ends the connection at once: does its server want TLS/) as string });
    server.close();
  });
});
