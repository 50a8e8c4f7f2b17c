import { beforeEach, describe, expect, test } from 'vitest';
import type { JobEvent, JobStatus } from '../../../core/contract/job-event.ts';
import { jobKinds } from '../../../core/jobs/job-kinds.ts';
import { JobQueue, JobQueueError } from '../../../core/jobs/job-queue.ts';
import type { JobRef } from '../../../core/jobs/job-ref.ts';
import type { JobListener, JobWord } from '../../../core/jobs/job-site.ts';

/** A worker that does nothing until the test says so. */
interface FakeWorker {
  map: string;
  ask: unknown;
  told: JobWord['type'][];
  killed: boolean;
  listener: JobListener;
}

let statuses: Map<string, JobStatus>;
let held: Set<string>;
let workers: FakeWorker[];
let events: JobEvent[];
let queue: JobQueue;

const standing = (map: string): JobEvent => ({
  type: 'progress', job: map, status: statuses.get(map)!, task: { name: '', done: 0, total: null, unit: '', parts: [] },
  chainSteps: 0, chainStepsPerSecond: 0, seconds: 0, secondsLeft: null, found: { kind: 'map', statesPlaced: 0, basins: 0 }, engine: '',
});

/** Long-run tests have names that begin so; all others are maps. */
const ref = (id: string): JobRef => ({ kind: id.startsWith('look') ? 'long-run' : id.startsWith('run') ? 'train' : 'map', id });

beforeEach(() => {
  statuses = new Map();
  held = new Set();
  workers = [];
  events = [];
  queue = new JobQueue({
    book: {
      statusOf: ({ id }) => statuses.get(id)!,
      setStatus: ({ id }, status) => statuses.set(id, status),
      release: ({ id }) => statuses.set(id, 'interrupted'),
      heldElsewhere: ({ id }) => held.has(id),
      standing: ({ id }) => standing(id),
      askOf: ({ id }) => `what ${id} is to do`,
      waiting: () => [...statuses].map(([id, status]) => ({ job: ref(id), status })).filter(({ status }) => status === 'queued' || status === 'interrupted'),
    },
    kinds: jobKinds,
    site: {
      send: ({ id: map, ask }, listener) => {
        const worker: FakeWorker = { map, ask, told: [], killed: false, listener };
        workers.push(worker);
        statuses.set(map, 'running');
        return {
          tell: ({ type }) => worker.told.push(type),
          kill: () => {
            worker.killed = true;
            listener.onGone(null);
            return Promise.resolve();
          },
        };
      },
    },
    onEvent: (event) => events.push(event),
  });
});

function add(...maps: string[]): void {
  for (const map of maps) {
    statuses.set(map, 'queued');
    queue.start(ref(map));
  }
}

function end(map: string, status: JobStatus): void {
  const worker = workers.findLast((other) => other.map === map)!;
  statuses.set(map, status);
  worker.listener.onNews({ type: 'ended' });
  worker.listener.onGone(null);
}

const launched = () => workers.map((worker) => worker.map);

describe('pausing what this program does not run', () => {
  test('is refused where another program is at work, and takes a job from the other program’s queue', async () => {
    statuses.set('theirs', 'running');
    held.add('theirs');
    await expect(queue.pause(ref('theirs'))).rejects.toThrow('Another program is working on this map. Pause it there.');
    statuses.set('waits', 'queued');
    await queue.pause(ref('waits'));
    expect(statuses.get('waits')).toBe('paused');
  });

  test('what was paused by another program while it waited here is not started', () => {
    add('a', 'b', 'c');
    statuses.set('b', 'paused');
    end('a', 'done');
    expect(launched()).toEqual(['a', 'c']);
  });
});

describe('one job runs at a time', () => {
  test('the others wait in order', () => {
    add('a', 'b', 'c');
    expect(launched()).toEqual(['a']);
    end('a', 'done');
    expect(launched()).toEqual(['a', 'b']);
    end('b', 'failed');
    expect(launched()).toEqual(['a', 'b', 'c']);
  });

  test('starting twice is starting once', () => {
    add('a', 'b');
    queue.start(ref('a'));
    queue.start(ref('b'));
    end('a', 'done');
    end('b', 'done');
    expect(launched()).toEqual(['a', 'b']);
  });

  test('a paused map gives its place to the next and gets it back after it', async () => {
    add('a', 'b');
    const paused = queue.pause(ref('a'));
    expect(workers[0]!.told).toEqual(['pause']);
    end('a', 'paused');
    await paused;
    expect(launched()).toEqual(['a', 'b']);
    queue.start(ref('a'));
    expect(statuses.get('a')).toBe('queued');
    end('b', 'done');
    expect(launched()).toEqual(['a', 'b', 'a']);
  });

  test('resumed before the pause is through, it goes on', async () => {
    add('a');
    const paused = queue.pause(ref('a'));
    queue.start(ref('a'));
    end('a', 'paused');
    await paused;
    expect(launched()).toEqual(['a', 'a']);
  });

  test('a map held by another program is refused, one that is over too', () => {
    statuses.set('a', 'running');
    held.add('a');
    expect(() => queue.start(ref('a'))).toThrow(JobQueueError);
    statuses.set('b', 'done');
    expect(() => queue.start(ref('b'))).toThrow(/done/);
    expect(workers).toEqual([]);
  });
});

describe('waiting maps', () => {
  test('are paused and cancelled without ever having run', async () => {
    add('a', 'b', 'c');
    await queue.pause(ref('b'));
    await queue.cancel(ref('c'));
    expect([statuses.get('b'), statuses.get('c')]).toEqual(['paused', 'cancelled']);
    expect(events.at(-1)).toEqual({ type: 'cancelled', job: 'c' });
    end('a', 'done');
    expect(launched()).toEqual(['a']);
  });

  test('are taken up at the next start; interrupted ones where asked for', () => {
    for (const [map, status] of [['a', 'interrupted'], ['b', 'queued'], ['c', 'paused'], ['d', 'done']] as const) statuses.set(map, status);
    queue.takeUp(false);
    expect(launched()).toEqual(['b']);
    expect(statuses.get('a')).toBe('interrupted');
    queue.takeUp(true);
    end('b', 'done');
    expect(launched()).toEqual(['b', 'a']);
  });
});

describe('ends', () => {
  test('cancelling what runs waits until it is saved', async () => {
    add('a');
    let over = false;
    const cancelled = queue.cancel(ref('a')).then(() => (over = true));
    await Promise.resolve();
    expect(over).toBe(false);
    expect(workers[0]!.told).toEqual(['cancel']);
    end('a', 'cancelled');
    await cancelled;
    expect(statuses.get('a')).toBe('cancelled');
  });

  test('cancelled while it pauses, then resumed: it does not run again', async () => {
    add('a');
    const cancelled = queue.cancel(ref('a'));
    queue.start(ref('a'));
    end('a', 'cancelled');
    await cancelled;
    expect(launched()).toEqual(['a']);
  });

  test('a failure that its worker could not write down is known, and forgotten once the map goes on', () => {
    add('a');
    workers[0]!.listener.onNews({ type: 'event', event: { type: 'failed', job: 'a', message: 'the disk is full' } });
    end('a', 'running');
    expect(queue.unwrittenFailure(ref('a'))).toBe('the disk is full');
    queue.start(ref('a'));
    expect(launched()).toEqual(['a', 'a']);
    expect(queue.unwrittenFailure(ref('a'))).toBeNull();
    end('a', 'done');
    expect(queue.unwrittenFailure(ref('a'))).toBeNull();
  });

  test('a worker that breaks fails its map and the next one runs', () => {
    add('a', 'b');
    workers[0]!.listener.onGone(new Error('out of memory'));
    expect(statuses.get('a')).toBe('failed');
    expect(events).toContainEqual({ type: 'failed', job: 'a', message: 'out of memory' });
    expect(launched()).toEqual(['a', 'b']);
  });

  test('closing saves what runs and starts nothing more', async () => {
    add('a', 'b');
    const closed = queue.close(60_000);
    expect(workers[0]!.told).toEqual(['leave']);
    end('a', 'interrupted');
    await closed;
    expect(launched()).toEqual(['a']);
    expect(statuses.get('b')).toBe('queued');
  });

  test('closing ends by force what does not answer; it is interrupted', async () => {
    add('a');
    await queue.close(1);
    expect(workers[0]!.killed).toBe(true);
    expect(statuses.get('a')).toBe('interrupted');
  });

  test('dropping takes a map out, running or waiting', async () => {
    add('a', 'b');
    await queue.drop(ref('b'));
    const dropped = queue.drop(ref('a'));
    end('a', 'interrupted');
    await dropped;
    expect(launched()).toEqual(['a']);
  });
});

describe('jobs of several kinds', () => {
  test('a training waits for a map and a map for a training', () => {
    add('a', 'run', 'b');
    expect(launched()).toEqual(['a']);
    end('a', 'done');
    expect(launched()).toEqual(['a', 'run']);
    end('run', 'done');
    expect(launched()).toEqual(['a', 'run', 'b']);
  });

  test('each is sent with what its book says it was asked for', () => {
    add('a', 'look-1');
    expect(workers.map(({ ask }) => ask)).toEqual(['what a is to do', 'what look-1 is to do']);
  });

  test('a long-run test runs beside what works, one at a time', () => {
    add('run', 'look-1', 'look-2', 'b');
    expect(launched()).toEqual(['run', 'look-1']);
    end('look-1', 'done');
    expect(launched()).toEqual(['run', 'look-1', 'look-2']);
    end('run', 'done');
    expect(launched()).toEqual(['run', 'look-1', 'look-2', 'b']);
  });

  test('words for a job at work reach it, and no other', () => {
    add('run', 'b');
    expect(queue.tell(ref('run'), { type: 'checkpoint' })).toBe(true);
    expect(workers[0]!.told).toEqual(['checkpoint']);
    expect(queue.tell(ref('b'), { type: 'checkpoint' })).toBe(false);
    expect([queue.isRunning(ref('run')), queue.isRunning(ref('b'))]).toEqual([true, false]);
  });

  test('closing leaves all that run', async () => {
    add('run', 'look-1');
    const closed = queue.close(60_000);
    expect(workers.map(({ told }) => told)).toEqual([['leave'], ['leave']]);
    end('run', 'interrupted');
    end('look-1', 'interrupted');
    await closed;
  });
});
