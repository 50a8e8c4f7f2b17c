import { pathToFileURL } from 'node:url';
import { buildProgram } from './setup/build.mjs';
import { installElectron } from './setup/electron-binary.mjs';
import { checkNodeVersion } from './setup/node-version.mjs';
import { installPackages } from './setup/packages.mjs';
import { runAsProgram } from './setup/say.mjs';
import { installSystemLibraries } from './setup/system-libraries.mjs';

/** What the command line needs: a new enough Node and the npm packages. Does only what is missing. */
export async function setUpCommandLine() {
  checkNodeVersion();
  await installPackages();
}

/**
 * What the window needs on top: Electron, its libraries (with Xvfb where `virtualDisplay` asks for it) and a fresh build.
 * Does only what is missing; returns the Electron to use (setup/electron-binary.mjs, findElectron).
 */
export async function setUpWindow({ virtualDisplay = false } = {}) {
  await setUpCommandLine();
  const electron = await installElectron();
  await installSystemLibraries(electron.executable, { virtualDisplay });
  await buildProgram();
  return electron;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAsProgram(async () => {
    await setUpWindow({ virtualDisplay: process.argv.includes('--virtual-display') });
  });
}
