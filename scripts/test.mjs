import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setUpWindow } from './setup.mjs';
import { installQueueServer } from './setup/queue-server.mjs';
import { root } from './setup/root.mjs';
import { run, tail } from './setup/run.mjs';
import { runAsProgram, SetupError } from './setup/say.mjs';
import { judge, outcomeOfPlaywright, outcomeOfVitest } from './test/outcome.mjs';

const results = join(root, 'test-results');
const bin = (path) => join(root, 'node_modules', path);
/** A part that hangs is stopped; far above what any takes on two cores. */
const limitSeconds = 30 * 60;

/** Each part returns how many tests passed, failed and were skipped. A static check counts as one test. */
const parts = {
  // The dearest first: two of these run at a time.
  lint: staticCheck('lint (eslint)', [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0']),
  svelte: staticCheck('components (svelte-check)', [bin('svelte-check/bin/svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings']),
  types: staticCheck('types (tsc)', [bin('typescript/bin/tsc'), '--noEmit']),
  imports: staticCheck('import rules (dependency-cruiser)', [
    bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', 'tests/architecture/dependency-rules.cjs', 'core', 'electron', 'renderer',
  ]),
  unit: { title: 'unit and conformance tests (vitest)', quiet: false, run: runVitest },
  e2e: { title: 'the program itself (Playwright on Electron)', quiet: false, run: runPlaywright },
};

await runAsProgram(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new SetupError(`there is no part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}; none named runs all.`);
  const chosen = Object.entries(parts).filter(([name]) => asked.length === 0 || asked.includes(name));

  let electron;
  try {
    electron = await setUpWindow({ virtualDisplay: true });
    await installQueueServer();
  } catch (error) {
    // What could not be set up cannot be tested: said in the same form as every other failure.
    console.error(`\nSet-up stopped: ${error instanceof SetupError ? error.message : error.stack}`);
    return finish(0, 1);
  }
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });

  let passed = 0;
  let failed = 0;
  const lines = [];
  const runPart = async (part) => {
    if (!part.quiet) console.log(`\n── ${part.title}`);
    const started = performance.now();
    const outcome = judge(await part.run(electron));
    if (outcome.why) console.log(outcome.why);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : '';
    lines.push(`${outcome.failed === 0 ? 'ok    ' : 'FAILED'}  ${part.title}: ${outcome.passed} passed, ${outcome.failed} failed${skipped} (${seconds} s)`);
    console.log(lines.at(-1));
    passed += outcome.passed;
    failed += outcome.failed;
  };
  // Static checks need one core each and say nothing until they end: two at a time. The others take what there is.
  const quiet = chosen.map(([, part]) => part).filter((part) => part.quiet);
  const one = async () => {
    for (let part = quiet.shift(); part !== undefined; part = quiet.shift()) await runPart(part);
  };
  await Promise.all([one(), one()]);
  for (const [, part] of chosen) if (!part.quiet) await runPart(part);
  console.log(`\n${lines.join('\n')}`);
  finish(passed, failed);
});

function finish(passed, failed) {
  process.exitCode = failed > 0 ? 1 : 0;
  console.log(`\n${passed} passed, ${failed} failed`);
}

function staticCheck(title, args) {
  return {
    title,
    quiet: true,
    async run() {
      const { code, output, timedOut } = await run(process.execPath, args, { limitSeconds });
      if (code !== 0) console.log(`\n── ${title}\n${tail(output, 200)}${timedOut ? '\nStopped: no end in sight.' : ''}`);
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, code };
    },
  };
}

async function runVitest() {
  const report = join(results, 'unit.json');
  const { code } = await run(process.execPath, [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], { show: true, limitSeconds });
  return outcomeOfVitest(readReport(report), code);
}

async function runPlaywright(electron) {
  const report = join(results, 'e2e.json');
  const playwright = [process.execPath, bin('@playwright/test/cli.js'), 'test', '--config', 'tests/e2e/playwright.config.ts'];
  const command = process.platform === 'linux' ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24', ...playwright] : playwright;
  const { code } = await run(command[0], command.slice(1), {
    show: true,
    limitSeconds,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ELECTRON_OVERRIDE_DIST_PATH: electron.dist },
  });
  return outcomeOfPlaywright(readReport(report), code);
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
