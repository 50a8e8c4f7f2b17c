import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageSettings } from './package/settings.mjs';
import { setUpWindow } from './setup.mjs';
import { root } from './setup/root.mjs';
import { run } from './setup/run.mjs';
import { runAsProgram, say, SetupError } from './setup/say.mjs';

/**
 * Packs the program into dist/.
 *
 *   npm run dist                  a folder, to start here
 *   npm run dist -- --installers  what electron-builder.yml lists for this system; further arguments go to electron-builder
 *   npm run dist -- --trial       deb and tar.gz for trying the installing out on this machine (scripts/try-package.sh)
 */
await runAsProgram(async () => {
  const asked = process.argv.slice(2);
  const kind = asked.includes('--trial') ? 'trial' : asked.length === 0 || asked.includes('--dir') ? 'folder' : 'release';
  const electron = await setUpWindow();
  if (electron.source !== 'official' && kind === 'release') {
    throw new SetupError(
      'the Electron here is not its makers’ own download, and such a one never goes into an installer or an archive for others. ' +
        'Run this where Electron’s download is in reach (delete .electron/ and unset ELECTRON_OVERRIDE_DIST_PATH first). `npm run dist` alone packs a folder for trying out.',
    );
  }
  const settings = packageSettings(kind, { repository: process.env.GITHUB_REPOSITORY ?? null });
  // For a release electron-builder fetches Electron itself, for the processor asked for, and checks it against its makers' sums.
  const own = kind === 'release' ? [] : [`-c.electronDist=${electron.dist}`];
  const targets = { folder: ['--dir'], trial: ['--linux', 'deb', 'tar.gz'], release: [] }[kind];
  const further = asked.filter((argument) => !['--trial', '--installers', '--dir'].includes(argument));
  const { code } = await run(
    process.execPath,
    [join('node_modules', 'electron-builder', 'cli.js'), ...targets, '--publish', 'never', ...own, ...settings, ...further],
    { show: true, env: kind === 'trial' ? trialTools() : {} },
  );
  if (code !== 0) throw new SetupError(`electron-builder failed (code ${code}); what it said stands above.`);
  if (electron.source !== 'official') {
    const note = 'This folder holds a third party’s repackaging of Electron (or one given by hand). It is for trying the program out on the\nmachine that made it, not for publication.\n';
    writeFileSync(join(root, 'dist', 'NOT-FOR-PUBLICATION.txt'), note);
    say(`\nNOTE: ${note}`);
  }
});

/** electron-builder fetches its archiver and its packer from outside the registry; a trial does with Debian's. */
function trialTools() {
  const archiver = process.env.ELECTRON_BUILDER_7ZIP_PATH ?? '/usr/bin/7za';
  if (!existsSync(archiver)) throw new SetupError('a trial package needs 7za: apt-get install p7zip-full, or set ELECTRON_BUILDER_7ZIP_PATH to one.');
  return { ELECTRON_BUILDER_7ZIP_PATH: archiver, CUSTOM_FPM_PATH: join(root, 'scripts', 'package', 'deb-of-trial.mjs') };
}
