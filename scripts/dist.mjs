import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUpWindow } from './setup.mjs';
import { root } from './setup/root.mjs';
import { run } from './setup/run.mjs';
import { runAsProgram, say, SetupError } from './setup/say.mjs';

/** Packs the program: `npm run dist`, further arguments go to electron-builder. */
await runAsProgram(async () => {
  const electron = await setUpWindow();
  const asked = process.argv.slice(2);
  const forOthers = asked.some((argument) => !argument.startsWith('-') && argument !== 'dir') || asked.some((argument) => argument.startsWith('--publish') || argument === '-p');
  if (electron.source !== 'official' && forOthers) {
    throw new SetupError(
      'the Electron here is not its makers’ own download, and such a one never goes into an installer or an archive for others. ' +
        'Run this where Electron’s download is in reach (delete .electron/ and unset ELECTRON_OVERRIDE_DIST_PATH first). `npm run dist` alone packs a folder for trying out.',
    );
  }
  const { code } = await run(process.execPath, [join('node_modules', 'electron-builder', 'cli.js'), `-c.electronDist=${electron.dist}`, ...(asked.length > 0 ? asked : ['--dir'])], { show: true });
  if (code !== 0) throw new SetupError(`electron-builder failed (code ${code}); what it said stands above.`);
  if (electron.source !== 'official') {
    const note = 'This folder holds a third party’s repackaging of Electron (or one given by hand). It is for trying the program out on the\nmachine that made it, not for publication.\n';
    writeFileSync(join(root, 'dist', 'NOT-FOR-PUBLICATION.txt'), note);
    say(`\nNOTE: ${note}`);
  }
});
