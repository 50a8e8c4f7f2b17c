import { existsSync } from 'node:fs';
import { run, tail } from './run.mjs';
import { say, SetupError } from './say.mjs';

/** What Electron links to, or loads once it has a display, and a bare Debian lacks. */
const forElectron = ['libgtk-3-0', 'libx11-xcb1', 'libnss3', 'libasound2', 'libgbm1', 'libatk-bridge2.0-0', 'libxss1', 'libxtst6'];
/** What gives a window a place where there is no display. */
const forVirtualDisplay = ['xvfb', 'xauth'];

/**
 * Makes sure that the shared libraries Electron needs are there, and Xvfb where `virtualDisplay` says so.
 * Debian and its kin as root: installs them. Elsewhere on Linux: a SetupError that names what is missing, if anything is.
 * macOS and Windows: nothing to do.
 */
export async function installSystemLibraries(executable, { virtualDisplay = false } = {}) {
  if (process.platform !== 'linux') return;
  // The loader's own answer: holds on every distribution, whatever its packages are called.
  const unresolved = await unresolvedLibraries(executable);
  const noXvfb = virtualDisplay && (!(await onPath('Xvfb')) || !(await onPath('xvfb-run')) || !(await onPath('xauth')));
  if (unresolved.length === 0 && !noXvfb) return;

  const packages = [...(unresolved.length > 0 ? forElectron : []), ...(noXvfb ? forVirtualDisplay : [])];
  const what = [...unresolved, ...(noXvfb ? ['Xvfb'] : [])].join(', ');
  if (!existsSync('/etc/debian_version') || !(await onPath('apt-get'))) {
    throw new SetupError(`Electron needs what this system lacks: ${what}. Install the packages that hold them (Debian calls them ${packages.join(' ')}).`);
  }
  if (process.getuid() !== 0) {
    throw new SetupError(`Electron needs what this system lacks: ${what}. Install it with\n  sudo apt-get install ${packages.join(' ')}\nand run the command again.`);
  }
  say(`Installing Debian packages for Electron (missing: ${what}), once …`);
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await run('apt-get', ['update'], { env: environment, limitSeconds: 300 });
  const names = [];
  for (const name of packages) names.push(await availableName(name));
  const installed = await run('apt-get', ['install', '-y', '--no-install-recommends', ...names], { env: environment, limitSeconds: 900 });
  const still = await unresolvedLibraries(executable);
  if (installed.code !== 0 || still.length > 0) {
    throw new SetupError(
      `apt-get could not install ${names.join(' ')}${still.length > 0 ? ` (still missing: ${still.join(', ')})` : ''}. What it said:\n` +
        tail(updated.code === 0 ? installed.output : updated.output + installed.output),
    );
  }
}

/** Shared libraries that the loader does not find for this program. */
async function unresolvedLibraries(executable) {
  const { output } = await run('ldd', [executable]);
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

/** Debian 13 and Ubuntu 24.04 renamed some libraries (64-bit time): libgtk-3-0 became libgtk-3-0t64. */
async function availableName(name) {
  const { output } = await run('apt-cache', ['policy', `${name}t64`]);
  return /Candidate: (?!\(none\))\S/.test(output) ? `${name}t64` : name;
}

async function onPath(program) {
  return (process.env.PATH ?? '').split(':').some((folder) => folder !== '' && existsSync(`${folder}/${program}`));
}
