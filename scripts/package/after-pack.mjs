import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** electron-builder calls this once a system's folder is whole, before it is signed and packed. */
export async function afterPack({ appOutDir }) {
  // Chromium's licences are 20 MB of much the same text: a tenth of that compressed, and every one still there.
  const licences = join(appOutDir, 'LICENSES.chromium.html');
  if (existsSync(licences)) {
    await pipeline(createReadStream(licences), createGzip({ level: 9 }), createWriteStream(`${licences}.gz`));
    rmSync(licences);
  }
  // What Electron shows where it has no program to run.
  for (const resources of ['resources', join('Basinscope.app', 'Contents', 'Resources')]) rmSync(join(appOutDir, resources, 'default_app.asar'), { force: true });
}
