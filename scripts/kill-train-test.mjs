import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

// Kills a training with SIGKILL at random moments and resumes it: each must end with the metrics and the weights of an
// unbroken run, no checkpoint may ever be unreadable, and no more may be lost than since the last save.
//   node scripts/kill-train-test.mjs [--kills 20] [--updates 60]
const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' }, updates: { type: 'string', default: '60' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const kills = Number(values.kills);
const folder = mkdtempSync(join(tmpdir(), 'basinscope-train-kills-'));
const config = join(folder, 'config.json');
const reference = JSON.parse(readFileSync(join(root, 'resources/presets/gmm-convergent.json'), 'utf8'));
writeFileSync(config, JSON.stringify({ ...reference, num_mcmc_steps: 50 }));

/** Trains into a folder; kills it so many seconds after it began to learn, where a number is given. `seconds`: of learning. */
function train(out, { resume = false, killAfter = null } = {}) {
  const args = [join(root, 'bin/basinscope.mjs'), 'train', config, '--out', out, '--json', '--threads', '1', '--steps', values.updates, '--keep-every', '5', '--checkpoint-seconds', '0.1', ...(resume ? ['--resume'] : [])];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let begun = null;
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    // Learning begins once the first state is saved; what comes before is the program's start.
    const watch = setInterval(() => {
      if (!existsSync(join(out, 'state', 'state.safetensors'))) return;
      clearInterval(watch);
      begun = performance.now();
      if (killAfter !== null) setTimeout(() => child.kill('SIGKILL'), killAfter * 1000);
    }, 5);
    child.on('close', (code, signal) => {
      clearInterval(watch);
      resolve({ code, signal, stdout, stderr, seconds: (performance.now() - (begun ?? performance.now())) / 1000 });
    });
  });
}

/** Metrics without their times, as text. */
function metrics(out) {
  return readFileSync(join(out, 'metrics.csv'), 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split(',').filter((_, at) => at !== 4).join(','));
}

/** The weights of a checkpoint as bytes: its tensors that are not the training's own. */
function weights(file) {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8'));
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__' && !name.startsWith('training/'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { data_offsets: [begin, end] }]) => `${name}:${bytes.subarray(8 + length + begin, 8 + length + end).toString('base64')}`)
    .join('\n');
}

/** Every file of weights opens; returns how many there are. */
async function checkFiles(out) {
  const files = [...readdirSync(join(out, 'checkpoints')).map((name) => join(out, 'checkpoints', name)), ...readdirSync(join(out, 'state')).filter((name) => name === 'state.safetensors').map((name) => join(out, 'state', name))].filter((file) => file.endsWith('.safetensors'));
  for (const file of files) weights(file);
  return files.length;
}

try {
  const whole = await train(join(folder, 'whole'));
  if (whole.code !== 0) throw new Error(`train ended with code ${whole.code}: ${whole.stderr.trim()}`);
  const last = `checkpoints/${values.updates}.safetensors`;
  const expected = { metrics: metrics(join(folder, 'whole')), weights: weights(join(folder, 'whole', last)) };
  console.log(`unbroken: ${whole.seconds.toFixed(1)} s, ${expected.metrics.length} updates`);
  let same = 0;
  let files = 0;
  let worst = 0;
  let span = whole.seconds;
  for (let index = 0; index < kills; ) {
    const out = join(folder, `killed-${index}`);
    const moment = span * Math.random();
    const killed = await train(out, { killAfter: moment });
    if (killed.signal !== 'SIGKILL') {
      // Faster than the unbroken run, on cores shared with others: not killed, so not counted.
      span = Math.min(span, killed.seconds);
      rmSync(out, { recursive: true, force: true });
      continue;
    }
    files += await checkFiles(out);
    const written = readdirSync(out).includes('metrics.csv') ? metrics(out).length : 0;
    const resumed = await train(out, { resume: true });
    if (resumed.code !== 0) throw new Error(`the resumed training ended with code ${resumed.code}: ${resumed.stderr.trim()}`);
    const from = Number(/Going on after (\d+) updates/.exec(resumed.stderr)?.[1] ?? 0);
    worst = Math.max(worst, written - from);
    const equal = JSON.stringify(metrics(out)) === JSON.stringify(expected.metrics) && weights(join(out, last)) === expected.weights;
    same += equal ? 1 : 0;
    console.log(`${String(++index).padStart(2)}: killed ${moment.toFixed(1)} s into learning, resumed after ${from} updates (${written} were written down): ${equal ? 'same' : 'DIFFERENT'}`);
    rmSync(out, { recursive: true, force: true });
  }
  console.log(`${same} of ${kills} the same; ${files} checkpoint and state files read between kill and resume, all whole; updates written down and done again: at most ${worst}`);
  process.exitCode = same === kills ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
