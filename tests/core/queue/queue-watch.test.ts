import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { QueueWorker } from '../../../core/contract/queue-worker.ts';
import { connectQueue, disconnectQueue } from '../../../core/queue/connection.ts';
import { parseQueueAddress } from '../../../core/queue/queue-address.ts';
import { QueueError, QueueRefused } from '../../../core/queue/queue-error.ts';
import { QueueWatch } from '../../../core/queue/queue-watch.ts';
import { Roster } from '../../../core/queue/roster.ts';
import { noQueueServer, startQueueServer } from './queue-server.ts';
import type { QueueServer } from './queue-server.ts';
import { until } from './until.ts';

const card: QueueWorker = {
  id: 'here-1-a', host: 'here', pid: 1, engine: 'onnxruntime', device: 'cpu', description: 'a processor', threads: 2, version: '1', state: 'waiting', reason: null, now: [], pieces: 0, chainSteps: 0,
  chainStepsPerSecond: 0, since: '2026-11-29T12:00:00.000Z',
};

describe.skipIf(noQueueServer())('looking at a queue', () => {
  let server: QueueServer;
  beforeEach(async () => {
    server = await startQueueServer({ password: 'not for the eyes', appendOnly: true });
  });
  afterEach(() => server.stop());

  it('tells the workers, that the server is away, and the workers again when it is back', async () => {
    const address = parseQueueAddress(server.url);
    const redis = await connectQueue(address);
    const watch = await QueueWatch.open(address);
    try {
      expect(await watch.workers()).toEqual([]);
      await new Roster(redis).beat(card);
      expect(await watch.workers()).toEqual([card]);
      await server.kill();
      await until(async () => (await watch.workers()) === null);
      await server.start();
      await until(async () => (await watch.workers())?.length === 1);
    } finally {
      await watch.close();
      await disconnectQueue(redis);
    }
    expect(await watch.workers()).toBeNull();
  });

  it('says why it is not let in, without the password', async () => {
    const refused = QueueWatch.open(parseQueueAddress(server.url.replace('not', 'other')));
    await expect(refused).rejects.toThrow(QueueError);
    await expect(refused).rejects.toThrow(QueueRefused);
    await expect(QueueWatch.open(parseQueueAddress(`redis://127.0.0.1:${server.port}`))).rejects.toThrow(QueueRefused);
    await expect(refused).rejects.toThrow(/does not accept this user and password/);
    await expect(refused).rejects.not.toThrow(/eyes/);
  });
});
