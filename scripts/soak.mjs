// npm run soak: maps opened and closed, maps and trainings made, by the thousand in one window; memory and handles are sampled all the while.
//   npm run soak -- [--opens 2000] [--maps 200] [--trainings 200] [--out test-results/soak]
import { spawn } from 'node:child_process';
import { setUpWindow } from './setup.mjs';
import { root } from './setup/root.mjs';
import { runAsProgram } from './setup/say.mjs';

await runAsProgram(async () => {
  const electron = await setUpWindow({ virtualDisplay: true });
  const soak = [process.execPath, 'scripts/soak/drive.mjs', ...process.argv.slice(2)];
  const command = process.platform === 'linux' ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24', ...soak] : soak;
  const child = spawn(command[0], command.slice(1), { cwd: root, stdio: 'inherit', env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: electron.dist, ELECTRON_RUN_AS_NODE: undefined } });
  process.exitCode = await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
});
