// npm run bench: measurements of bench/, on this machine, now.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setUpWindow } from './setup.mjs';

const main = fileURLToPath(new URL('../bench/main.ts', import.meta.url));
const asked = process.argv.slice(2);
const command = [process.execPath, '--import', 'tsx', main, ...asked];
if (asked[0] === 'start') {
  process.env.ELECTRON_OVERRIDE_DIST_PATH = (await setUpWindow({ virtualDisplay: true })).dist;
  // A display of its own: the one of whoever measures is not covered by windows that come and go.
  if (process.platform === 'linux') command.unshift('xvfb-run', '-a', '-s', '-screen 0 1600x1000x24');
}
const { status } = spawnSync(command[0], command.slice(1), { stdio: 'inherit' });
process.exit(status ?? 1);
