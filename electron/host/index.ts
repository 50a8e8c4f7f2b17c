import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineOption } from '../../core/contract/engine.ts';
import { requests, type RequestName } from '../../core/contract/requests.ts';
import type { RescueReport } from '../../core/contract/rescue.ts';
import { holdBook } from '../../core/jobs/hold-kind.ts';
import { jobBook } from '../../core/jobs/job-book.ts';
import { jobKinds } from '../../core/jobs/job-kinds.ts';
import { JobQueue } from '../../core/jobs/job-queue.ts';
import { LongRunBook } from '../../core/jobs/long-run-kind.ts';
import { OtherPrograms } from '../../core/jobs/other-programs.ts';
import { mapBook } from '../../core/jobs/map-kind.ts';
import type { JobRef } from '../../core/jobs/job-ref.ts';
import { sweepBook } from '../../core/jobs/sweep-kind.ts';
import { runBook } from '../../core/jobs/train-kind.ts';
import { RunStore } from '../../core/runs/run-store.ts';
import { openRescued } from '../../core/store/rescue/rescue-workspace.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { FromHost, HostReply, ToHost } from '../host-messages.ts';
import { bundleHandlers } from './bundles.ts';
import { datasetHandlers } from './datasets.ts';
import { describeError } from './describe-error.ts';
import { EventOutlet } from './event-outlet.ts';
import type { Handlers, HostRequest } from './handlers.ts';
import { holdHandlers } from './holds.ts';
import { installBundle } from './install-bundle.ts';
import { threadSite } from './launch-job.ts';
import { locateHandlers } from './locate.ts';
import { longRunHandlers } from './long-runs.ts';
import { mapHandlers } from './maps.ts';
import { potentialHandlers } from './potentials.ts';
import { probeEngines } from './probe-engines.ts';
import { queueHandlers } from './queue.ts';
import { QueueLink } from './queue-link.ts';
import { sweepHandlers } from './sweeps.ts';
import { surfaceHandlers } from './surfaces.ts';
import { trainingViewHandlers } from './training-views.ts';
import { trainingHandlers } from './training.ts';
import { markStart } from '../start-marks.ts';
import { viewHandlers } from './views.ts';
import { recentFilesOf, workspaceHandlers } from './workspace.ts';

/** Below the main process's own limit for the host's end: what is saved by then is told to be so. */
const closeLimit = 8_000;
/** What waits for the window's first picture waits no longer than this. */
const paintedLimit = 5_000;
/** Jobs that go on by themselves wait so long for the queue that was remembered. */
const queueLimit = 20_000;
/** Milliseconds between looks at what other programs do in this workspace: theirs save every two seconds. */
const othersEvery = 1500;

type Noun = 'workspace' | 'queue' | 'potential' | 'dataset' | 'map' | 'training' | 'sweep';

const outlet = new EventOutlet();

function say(message: FromHost): void {
  process.parentPort.postMessage(message);
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The compute host was started without ${name}.`);
  return value;
}

async function open(): Promise<{ readonly workspace: Workspace; readonly report: RescueReport | null } | null> {
  const folder = setting('BASINSCOPE_WORKSPACE');
  try {
    installBundle(join(setting('BASINSCOPE_RESOURCES'), 'workspace'), folder);
    markStart('bundle installed');
    return await openRescued(folder);
  } catch (error) {
    const { message } = describeError(error);
    say({ type: 'unusable', title: 'The workspace cannot be opened', message });
    return null;
  }
}

markStart('host runs');
const opened = await open();
if (opened !== null) serve(opened.workspace, opened.report);
// Requests are answered by the main process then; this process only waits for its end.
else process.parentPort.on('message', ({ data }: { data: ToHost }) => data.type === 'shutdown' && process.exit(0));

function serve(opened: Workspace, rescue: RescueReport | null): void {
  markStart('workspace open');
  const resources = setting('BASINSCOPE_RESOURCES');
  const runs = new RunStore(opened.folder, (problem) => console.error(problem));
  runs.recover();
  const longRuns = new LongRunBook();
  const book = jobBook({ map: mapBook(opened), train: runBook(runs, (run) => opened.sweeps.ownerOf(run) !== null), 'long-run': longRuns, hold: holdBook(opened), sweep: sweepBook(opened) });
  const link = new QueueLink();
  const jobs = new JobQueue({
    book,
    kinds: jobKinds,
    site: threadSite({ workspace: opened.folder, resources }, link),
    onEvent: (event) => outlet.send(event),
  });
  /** A cell runs in its sweep's thread. */
  const isOwnCell = ({ id }: JobRef): boolean => {
    const sweep = opened.sweeps.ownerOf(id);
    return sweep !== null && jobs.isRunning({ kind: 'sweep', id: sweep });
  };
  const others = new OtherPrograms({ book, isOwn: (job) => jobs.isRunning(job) || isOwnCell(job), failureOf: (job) => jobs.unwrittenFailure(job), onEvent: (event) => outlet.send(event) });
  setInterval(() => lookAt(others), othersEvery).unref();
  const tellRecentFiles = () => say({ type: 'recent-files', paths: recentFilesOf(opened) });
  /** Opening every engine takes both cores for a while: after the window's first picture. */
  let windowPainted!: () => void;
  const painted = new Promise<void>((resolve) => (windowPainted = resolve));
  const takenUp: JobRef[] = [];
  const handlers: Handlers<Noun> = {
    ...workspaceHandlers(opened, runs, resources, painted.then(lookForEngines), { takenUp, rescue }, (map) => jobs.unwrittenFailure({ kind: 'map', id: map })),
    ...queueHandlers(link),
    ...datasetHandlers(),
    ...potentialHandlers(opened, tellRecentFiles),
    ...mapHandlers(opened, jobs),
    ...holdHandlers(opened, jobs),
    ...viewHandlers(opened),
    ...surfaceHandlers(opened),
    ...trainingHandlers(opened, runs, jobs, resources),
    ...trainingViewHandlers(opened, runs, resources),
    ...locateHandlers(opened, resources),
    ...longRunHandlers(runs, jobs, longRuns),
    ...bundleHandlers({ workspace: opened, runs, resources, onRecentFiles: tellRecentFiles, onEvent: (event) => outlet.send(event) }),
    ...sweepHandlers(opened, runs, jobs),
  };

  setTimeout(windowPainted, paintedLimit).unref();
  process.parentPort.on('message', ({ data, ports }: { data: ToHost; ports: Electron.MessagePortMain[] }) => {
    switch (data.type) {
      case 'job-events':
        outlet.connect(ports[0]!);
        break;
      case 'request':
        void answer(handlers, data.name, data.ask).then((reply) => say({ type: 'reply', id: data.id, reply }));
        break;
      case 'window-painted':
        windowPainted();
        break;
      case 'clear-recent-files':
        for (const path of opened.recentFiles.list()) opened.recentFiles.remove(path);
        tellRecentFiles();
        break;
      case 'shutdown':
        void jobs.close(closeLimit).finally(() => {
          opened.close();
          process.exit(0);
        });
        break;
    }
  });

  tellRecentFiles();
  const takeUp = (): void => void takenUp.push(...jobs.takeUp(process.env['BASINSCOPE_RESUME'] === '1'));
  // What was computed by workers of a queue goes on there.
  if (process.env['BASINSCOPE_QUEUE_COMES'] === '1') void Promise.race([link.settled, sleep(queueLimit)]).then(takeUp);
  else takeUp();
  say({ type: 'ready' });
  markStart('host ready');
}

function lookForEngines(): Promise<EngineOption[]> {
  markStart('engines looked for');
  return probeEngines();
}

/** A store that is busy for a moment is looked at the next time. */
function lookAt(others: OtherPrograms): void {
  try {
    others.look();
  } catch (error) {
    console.error('The jobs of other programs could not be looked at:', error);
  }
}

/** Answers one request; whatever goes wrong becomes the reply. */
async function answer(handlers: Handlers<Noun>, name: RequestName, ask: unknown): Promise<HostReply> {
  try {
    if (!Object.hasOwn(handlers, name)) throw new Error(`The compute host has no answer to ${name}.`);
    // The types of ask and handler belong together by their name, which the compiler cannot follow through a table.
    const handler = handlers[name as HostRequest] as (parsed: unknown) => unknown;
    return { ok: true, answer: await handler(requests[name].ask.parse(ask)) };
  } catch (error) {
    return { ok: false, error: describeError(error) };
  }
}
