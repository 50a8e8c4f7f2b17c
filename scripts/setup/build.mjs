import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run, tail } from './run.mjs';
import { root } from './root.mjs';
import { say, SetupError } from './say.mjs';

const sources = ['core', 'electron', 'renderer', 'electron.vite.config.ts', 'tsconfig.json', 'package-lock.json'];
const stamp = join(root, '.stamps', 'build');
const results = ['out/main/index.js', 'out/main/host.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/** Builds the program into out/ unless what is there was built from these very sources. */
export async function buildProgram() {
  const digest = digestOfSources();
  const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && results.every((file) => existsSync(join(root, file)));
  if (fresh) return;
  say('Building the program …');
  rmSync(stamp, { force: true });
  const { code, output } = await run(process.execPath, [join('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build']);
  if (code !== 0) throw new SetupError(`the build failed:\n${tail(output, 40)}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}

/** One hash over names and contents: right also after a checkout, which gives old files new times and new ones old. */
function digestOfSources() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((name) => filesIn(join(root, name)))) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => (entry.isDirectory() ? filesIn(join(path, entry.name)) : [join(path, entry.name)]));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}
