import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectQueue } from '../../../core/queue/connection.ts';
import { parseQueueAddress } from '../../../core/queue/queue-address.ts';
import { jsonOf } from '../cli/run-cli.ts';
import { freePort, noQueueServer, startQueueServer } from './queue-server.ts';
import type { QueueServer } from './queue-server.ts';
import { runBeside } from './worker-process.ts';

function noCertificates(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return false;
  } catch {
    process.stderr.write('Skipped: the test of a queue over TLS needs openssl on the path.\n');
    return true;
  }
}

describe.skipIf(noQueueServer() || noCertificates())('a queue over TLS', () => {
  let folder: string;
  let certificate: string;
  let server: QueueServer;
  let url: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'basinscope-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    certificate = cert;
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], { stdio: 'ignore' });
    const port = await freePort();
    server = await startQueueServer({ password: 'hush', args: ['--tls-port', String(port), '--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert, '--tls-auth-clients', 'no'] });
    url = `rediss://:hush@127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is used where its certificate is trusted, and refused where it is not', async () => {
    await expect(connectQueue(parseQueueAddress(url))).rejects.toMatchObject({ name: 'QueueError', message: expect.stringMatching(/cannot be spoken to over TLS: self.signed certificate\. .*NODE_EXTRA_CA_CERTS/) as string });
    await expect(connectQueue(parseQueueAddress(url.replace('rediss', 'redis')))).rejects.toThrow(/does its server want TLS/);
    process.env['NODE_EXTRA_CA_CERTS'] = certificate;
    try {
      expect(jsonOf(await runBeside(['worker', '--list', '--json'], url).ended)).toEqual({ queue: url.replace(':hush@', ''), workers: [] });
    } finally {
      delete process.env['NODE_EXTRA_CA_CERTS'];
    }
  });
});
