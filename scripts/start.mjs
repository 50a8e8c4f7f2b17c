import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setUpCommandLine, setUpWindow } from './setup.mjs';
import { bundledPlanePotential } from './setup/bundled-potentials.mjs';
import { electronFlags } from './setup/electron-flags.mjs';
import { root } from './setup/root.mjs';
import { runAsProgram, say } from './setup/say.mjs';

/** `npm start`: the window where there is a display, else a map of the bundled 2D potential in the terminal. Arguments: files to open. */
await runAsProgram(async () => {
  process.exitCode = hasDisplay() ? await openWindow(process.argv.slice(2)) : await mapInTerminal();
});

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

async function openWindow(files) {
  const electron = await setUpWindow();
  const flags = electronFlags(electron);
  if (flags.includes('--no-sandbox')) say('Running as root: Chromium’s process sandbox cannot work and is off. Better start as an ordinary user.');
  return ends(spawn(electron.executable, [...flags, root, ...files], { cwd: root, stdio: 'inherit', env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined } }));
}

async function mapInTerminal() {
  await setUpCommandLine();
  const { file, trainEpsilon } = bundledPlanePotential();
  const out = newFolder(join(root, 'maps'), 'eight-gaussians');
  say(`No display (DISPLAY and WAYLAND_DISPLAY are not set): mapping the bundled 2D potential here instead.\n`);
  const code = await ends(
    spawn(process.execPath, [join('bin', 'basinscope.mjs'), 'map', file, '--train-epsilon', String(trainEpsilon), '--seed', '1', '--out', out], { cwd: root, stdio: 'inherit' }),
  );
  if (code === 0) say(`\nThe map and its pictures (SVG, PNG) are in ${out}\nnpx basinscope --help lists what else the command line does.`);
  return code;
}

/** A folder that is not there yet: nothing of an earlier start is written over. */
function newFolder(parent, name) {
  for (let number = 1; ; number++) {
    const folder = join(parent, `${name}-${number}`);
    if (!existsSync(folder)) return folder;
  }
}

function ends(child) {
  // Ctrl+C reaches the child by itself; this program stays to hand its exit code on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
