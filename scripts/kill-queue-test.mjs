import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

// Makes maps and trainings over a queue whose workers, coordinator and server are killed with SIGKILL at random moments and started again: each must end
// with the records of an undisturbed run without a queue. Then cuts the line between them for a while, in the middle of a map.
//   node scripts/kill-queue-test.mjs [--kills 50] [--partition 60] [--workers 2] [--states 120]
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, partition: { type: 'string', default: '60' }, workers: { type: 'string', default: '2' }, states: { type: 'string', default: '120' } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'basinscope-queue-kills-'));
const PASSWORD = 'kills';
/** Chances of who is killed. */
const TARGETS = ['worker', 'worker', 'coordinator', 'server'];

const config = join(folder, 'config.json');
writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(join(root, 'resources/presets/gmm-convergent.json'), 'utf8')), num_mcmc_steps: 100 }));
const resource = (path) => join(root, 'resources', path);

/** The jobs: their command, and what of their outcome must be the same. Of placing, the number of trials is that of the order in which they came back. */
const jobs = [
  {
    name: 'kinetic map of digits',
    args: ['map', resource('potentials/mnist-convergent-small.safetensors'), '--dataset', resource('data/mnist'), '--states', values.states, '--seed', '1'],
    outcome: ({ json }) => JSON.stringify({ ...json.records, steps: json.chain_steps }),
  },
  {
    name: 'minimum map of eight Gaussians',
    args: ['map', resource('workspace/potentials/eight-gaussians.safetensors'), '--states', '200', '--seed', '1', '--method', 'minimum'],
    outcome: ({ json }) => JSON.stringify({ ...json.records, trials: null }),
  },
  {
    name: 'training on eight Gaussians',
    args: ['train', config, '--steps', '150', '--keep-every', '150', '--checkpoint-seconds', '0.5'],
    outcome: ({ out }) => `${metrics(out)}\n${weights(join(out, 'checkpoints', '150.safetensors'))}`,
  },
];

/** Metrics without their times. */
function metrics(out) {
  return readFileSync(join(out, 'metrics.csv'), 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split(',').filter((_, at) => at !== 4).join(',')).join('\n');
}

/** The weights of a checkpoint that are not the training's own. */
function weights(file) {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  return Object.entries(JSON.parse(bytes.subarray(8, 8 + length).toString('utf8')))
    .filter(([name]) => name !== '__metadata__' && !name.startsWith('training/'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { data_offsets: [begin, end] }]) => `${name}:${bytes.subarray(8 + length + begin, 8 + length + end).toString('base64')}`)
    .join('\n');
}

function run(args, queue) {
  const child = spawn(process.execPath, [join(root, 'bin/basinscope.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...(queue === undefined ? {} : { BASINSCOPE_QUEUE: queue }) } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  return { child, startedAt: performance.now(), ended: new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))) };
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A server whose every write is on disk before it is answered. */
async function openServer() {
  const port = await freePort();
  const program = (process.env.PATH ?? '').split(':').flatMap((at) => ['redis-server', 'valkey-server'].map((name) => join(at, name))).find((path) => existsSync(path));
  if (program === undefined) throw new Error('There is neither redis-server nor valkey-server on the path.');
  let child = null;
  const answers = () => new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.on('data', (data) => (resolve(!data.toString().startsWith('-LOADING')), socket.destroy()));
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
  const start = async () => {
    child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--requirepass', PASSWORD], { stdio: 'ignore' });
    while (!(await answers())) await sleep(20);
  };
  const kill = () => new Promise((resolve) => (child.once('exit', resolve), child.kill('SIGKILL')));
  await start();
  return { port, url: (at = port) => `redis://:${PASSWORD}@127.0.0.1:${at}`, start, kill };
}

/** A line to the server that can be cut: bytes stop, nobody is told. */
async function openLine(to) {
  const port = await freePort();
  const pairs = new Set();
  let isCut = false;
  const line = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const pair = [near, far];
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => (pairs.delete(pair), pair.forEach((one) => one.destroy())));
    }
    if (isCut) cutOff(pair);
  });
  const cutOff = ([near, far]) => {
    near.unpipe(far);
    far.unpipe(near);
    near.pause();
    far.pause();
  };
  await new Promise((resolve) => line.listen(port, '127.0.0.1', resolve));
  return {
    port,
    cut() {
      isCut = true;
      for (const pair of pairs) cutOff(pair);
    },
    heal() {
      isCut = false;
      for (const [near, far] of pairs) near.pipe(far).pipe(near);
    },
    close: () => (line.close(), pairs.forEach((pair) => pair.forEach((one) => one.destroy()))),
  };
}

const children = new Set();
function worker(queue) {
  const one = run(['worker', '--threads', '1', '--lock-seconds', '2'], queue);
  children.add(one);
  void one.ended.then(() => children.delete(one));
  return one;
}

/** Carries a job out over the queue into a folder, again after each death, until it is done. */
async function carryOut({ args }, out, queue, onStart) {
  for (let time = 0; ; time++) {
    const begun = existsSync(join(out, 'workspace.sqlite')) || existsSync(join(out, 'run.json'));
    const one = run([...args, '--threads', '1', '--out', out, '--json', ...(begun ? ['--resume'] : [])], queue);
    onStart(one);
    const { code, stderr, stdout } = await one.ended;
    if (code === 0) return { json: JSON.parse(stdout), out };
    // Killed, or started while the server was away: both are gone on with.
    if (code !== null && !/Nobody answers|went away/.test(stderr)) throw new Error(`${args[0]} ended with code ${code}: ${stderr.trim()}`);
    await sleep(300);
  }
}

const server = await openServer();
try {
  const expected = new Map();
  for (const job of jobs) {
    const out = join(folder, `undisturbed-${expected.size}`);
    const began = performance.now();
    expected.set(job, job.outcome(await carryOut(job, out, undefined, () => {})));
    console.log(`undisturbed, without a queue: ${job.name}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  const workers = Array.from({ length: Number(values.workers) }, () => worker(server.url()));
  const killed = { worker: 0, coordinator: 0, server: 0 };
  const total = () => killed.worker + killed.coordinator + killed.server;
  let coordinator = null;
  let over = false;

  const kill = async () => {
    const target = TARGETS[Math.floor(Math.random() * TARGETS.length)];
    const young = (one) => one === null || performance.now() - one.startedAt < 1500;
    if (target === 'worker') {
      const place = Math.floor(Math.random() * workers.length);
      if (young(workers[place]) || workers[place].child.exitCode !== null) return;
      workers[place].child.kill('SIGKILL');
      killed.worker++;
      await sleep(1000 * Math.random());
      workers[place] = worker(server.url());
    } else if (target === 'coordinator') {
      if (young(coordinator) || coordinator.child.exitCode !== null) return;
      coordinator.child.kill('SIGKILL');
      killed.coordinator++;
    } else {
      await server.kill();
      killed.server++;
      await sleep(2000 * Math.random());
      await server.start();
    }
  };
  // One that came while the server was away has gone again.
  const hiring = setInterval(() => {
    for (const [place, one] of workers.entries()) if (one.child.exitCode !== null) workers[place] = worker(server.url());
  }, 1000);
  const killing = (async () => {
    while (!over && total() < Number(values.kills)) {
      await sleep(500 + 3500 * Math.random());
      if (!over) await kill();
    }
  })();

  let same = 0;
  let runs = 0;
  while (total() < Number(values.kills)) {
    const job = jobs[runs % jobs.length];
    const out = join(folder, `killed-${runs++}`);
    const before = { ...killed };
    const began = performance.now();
    const equal = job.outcome(await carryOut(job, out, server.url(), (one) => (coordinator = one))) === expected.get(job);
    coordinator = null;
    same += equal ? 1 : 0;
    const during = Object.entries(killed).map(([who, count]) => `${who} ${count - before[who]}`).join(', ');
    console.log(`${String(total()).padStart(2)} kills: ${job.name}, ${((performance.now() - began) / 1000).toFixed(0)} s, killed meanwhile: ${during}: ${equal ? 'same' : 'DIFFERENT'}`);
    rmSync(out, { recursive: true, force: true });
  }
  over = true;
  await killing;
  clearInterval(hiring);
  console.log(`${same} of ${runs} the same after ${total()} kills: ${killed.worker} of workers, ${killed.coordinator} of the coordinator, ${killed.server} of the server`);

  let healed = true;
  if (Number(values.partition) > 0) {
    const line = await openLine(server.port);
    const behind = worker(server.url(line.port));
    await sleep(4000);
    const job = jobs[0];
    const began = performance.now();
    let finishedAt = 0;
    const out = join(folder, 'cut');
    const work = carryOut(job, out, server.url(line.port), () => {}).then((found) => ((finishedAt = performance.now()), found));
    while (!existsSync(join(out, 'workspace.sqlite'))) await sleep(50);
    await sleep(3000);
    line.cut();
    await sleep(1000 * Number(values.partition));
    const during = finishedAt > 0;
    line.heal();
    const healedAt = performance.now();
    healed = job.outcome(await work) === expected.get(job) && !during;
    console.log(`cut off for ${values.partition} s in the middle of a ${job.name}: ${during ? 'it was over before' : `done ${((finishedAt - healedAt) / 1000).toFixed(1)} s after the line was back, ${((finishedAt - began) / 1000).toFixed(1)} s in all`}: ${healed ? 'same' : 'DIFFERENT'}`);
    behind.child.kill('SIGKILL');
    line.close();
  }
  process.exitCode = same === runs && healed ? 0 : 1;
} finally {
  for (const { child } of children) child.kill('SIGKILL');
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
}
