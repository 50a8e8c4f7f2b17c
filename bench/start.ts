import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './measure.ts';

/** Steps in the order in which they are told, by the names that electron/start-marks.ts and the page give them, and what they mean. */
const steps = [
  ['main process runs', 'Electron has loaded the main process'],
  ['app ready', 'Chromium is up'],
  ['window created', 'the window is there, empty; compute host and page are being started'],
  ['page: script runs', 'the page and its script are loaded'],
  ['page: mounted', 'the page is put together'],
  ['host runs', 'the compute host has loaded its modules'],
  ['bundle installed', 'the first time: the bundled workspace is copied'],
  ['workspace open', 'its file is looked through and opened'],
  ['page: workspace known', 'the page has the list of maps'],
  ['page: landscape known', 'the page has the landscape of the map it opens'],
  ['page: drawn', 'graph, tree and lists are made of it'],
  ['page: painted', 'THE FIRST PAINTED MAP: the frame with them has been handed on'],
  ['page: usable', 'the page waits for its user'],
] as const;

interface Start {
  /** ms from the moment at which the program was started. */
  readonly at: ReadonlyMap<string, number>;
  /** ms of processor time of every process of the program until then, by kind. */
  readonly cpu: ReadonlyMap<string, number>;
}

const root = resolve(import.meta.dirname, '..');
const patience = 60_000;

/** Starts the program so many times without a workspace, each time followed by a later start with the one that it made, and prints medians. */
export async function benchStart(rounds: number, print: (line: string) => void): Promise<void> {
  const [first, later]: [Start[], Start[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const place = mkdtempSync(join(tmpdir(), 'basinscope-bench-start-'));
    try {
      first.push(await startOnce(place));
      later.push(await startOnce(place));
    } finally {
      rmSync(place, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  print(`\nms from the start of the program, medians of ${rounds} (least to most of all)`);
  print(`${'step'.padEnd(24)}${'first start'.padStart(20)}${'later start'.padStart(20)}`);
  const cell = (starts: readonly Start[], of: (start: Start) => number | undefined): string => {
    const values = starts.flatMap((start) => of(start) ?? []);
    return (values.length === 0 ? '–' : `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`).padStart(20);
  };
  for (const [step, meaning] of steps) print(`${step.padEnd(24)}${cell(first, ({ at }) => at.get(step))}${cell(later, ({ at }) => at.get(step))}   ${meaning}`);
  print(`\nms of processor time until then, by process`);
  const kinds = [...new Set([...first, ...later].flatMap(({ cpu }) => [...cpu.keys()]))];
  for (const kind of kinds) print(`${kind.padEnd(24)}${cell(first, ({ cpu }) => cpu.get(kind))}${cell(later, ({ cpu }) => cpu.get(kind))}`);
  const total = ({ cpu }: Start): number => [...cpu.values()].reduce((sum, value) => sum + value, 0);
  print(`${'together'.padEnd(24)}${cell(first, total)}${cell(later, total)}`);
}

async function startOnce(place: string): Promise<Start> {
  // The official wrapper answers with the path of the Electron to use; scripts/bench.mjs has said which.
  const electron = createRequire(import.meta.url)('electron') as string;
  const flags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const began = Date.now();
  const child = spawn(electron, [...flags, `--user-data-dir=${join(place, 'user')}`, root], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined, BASINSCOPE_WORKSPACE: join(place, 'workspace'), BASINSCOPE_START_MARKS: '1' },
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  try {
    const start = await hear(child, began);
    // What begins after the first picture (engines) has its time: a start is not measured while the last one still ends.
    await sleep(1500);
    return start;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** Follows a start to its end. Throws where it does not come to one. */
async function hear(child: ChildProcess, began: number): Promise<Start> {
  const at = new Map<string, number>();
  const other: string[] = [];
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  try {
    for await (const line of createInterface({ input: child.stderr! })) {
      if (!line.startsWith('start-mark ')) {
        other.push(line);
        continue;
      }
      const mark = JSON.parse(line.slice('start-mark '.length)) as { step: string; at: number };
      if (!at.has(mark.step)) at.set(mark.step, mark.at - began);
      if (mark.step === 'page told') return { at, cpu: processorTimes(child.pid!) };
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`The program did not come to its first picture within ${patience / 1000} s. It said:\n${other.slice(-20).join('\n')}`);
}

/** ms of processor time of a program's processes by kind, from /proc; empty where there is none. */
function processorTimes(pid: number): Map<string, number> {
  const times = new Map<string, number>();
  for (const one of family(pid)) {
    try {
      const fields = readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]!.split(' ');
      const command = readFileSync(`/proc/${one}/cmdline`, 'utf8');
      const type = /--type=([\w-]+)/.exec(command)?.[1] ?? 'main';
      const kind = command.includes('node.mojom') ? 'compute host' : type;
      // utime and stime, in hundredths of a second.
      times.set(kind, (times.get(kind) ?? 0) + (Number(fields[11]) + Number(fields[12])) * 10);
    } catch {
      // It has ended meanwhile.
    }
  }
  return times;
}

function family(pid: number): number[] {
  const children: number[] = [];
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      children.push(...readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
    }
  } catch {
    // It has ended, or this system has no /proc.
  }
  return [pid, ...children.flatMap(family)];
}
