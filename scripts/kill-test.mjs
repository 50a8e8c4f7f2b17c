import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

// Kills a map with SIGKILL at random moments and resumes it: each must end with the records of an unbroken run.
//   node scripts/kill-test.mjs [--kills 20] [--seed 1] [--file POTENTIAL] [-- settings of `basinscope map`]
// A kinetic map: --file resources/potentials/mnist-convergent-small.safetensors -- --dataset resources/data/mnist --states 400
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' }, file: { type: 'string' }, epsilon: { type: 'string' } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const file = values.file ?? join(root, 'tests/fixtures/reference/toy-gmm-trained.pth');
// The fixture does not say its own.
const epsilon = values.epsilon ?? (values.file === undefined ? '0.125' : undefined);
const kills = Number(values.kills);
const folder = mkdtempSync(join(tmpdir(), 'basinscope-kills-'));

/** Runs `map` into a folder; kills it after so many seconds, where a number is given. */
function map(out, { resume = false, killAfter = null } = {}) {
  const args = [join(root, 'bin/basinscope.mjs'), 'map', file, ...(epsilon === undefined ? [] : ['--train-epsilon', epsilon]), '--seed', values.seed, '--out', out, '--json', ...positionals, ...(resume ? ['--resume'] : [])];
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    const timer = killAfter === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter * 1000);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr, seconds: (performance.now() - started) / 1000 });
    });
  });
}

function resultOf({ code, stdout, stderr }) {
  if (code !== 0) throw new Error(`map ended with code ${code}: ${stderr.trim()}`);
  const { basins, barriers, failed, alpha, chain_steps, records } = JSON.parse(stdout);
  return JSON.stringify({ basins, barriers, failed, alpha, chain_steps, records });
}

try {
  const whole = await map(join(folder, 'whole'));
  const expected = resultOf(whole);
  console.log(`unbroken: ${whole.seconds.toFixed(1)} s, ${JSON.parse(whole.stdout).basins.length} basins or sets`);
  let same = 0;
  let span = whole.seconds;
  for (let index = 0; index < kills; ) {
    const out = join(folder, `killed-${index}`);
    const moment = span * (0.03 + 0.94 * Math.random());
    const killed = await map(out, { killAfter: moment });
    if (killed.signal !== 'SIGKILL') {
      // Faster than the unbroken run, on cores shared with others: not killed, so not counted.
      span = Math.min(span, killed.seconds);
      rmSync(out, { recursive: true, force: true });
      continue;
    }
    const resumed = await map(out, { resume: true });
    const note = /Going on after (.*)\./.exec(resumed.stderr)?.[1];
    const equal = resultOf(resumed) === expected;
    same += equal ? 1 : 0;
    console.log(`${String(++index).padStart(2)}: killed at ${moment.toFixed(1)} s, ${note === undefined ? 'before a first or after the last checkpoint' : `resumed after ${note}`}: ${equal ? 'same' : 'DIFFERENT'}`);
    rmSync(out, { recursive: true, force: true });
  }
  console.log(`${same} of ${kills} the same`);
  process.exitCode = same === kills ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
