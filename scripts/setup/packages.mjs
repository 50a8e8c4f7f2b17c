import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm, tail } from './run.mjs';
import { root } from './root.mjs';
import { say, SetupError } from './say.mjs';

/**
 * The first package that package-lock.json asks for and node_modules has not in that version, or null.
 * npm's own record of what it installed is compared, and written only when an installation is complete.
 * Optional packages may be absent: npm leaves them out where they do not fit the machine.
 */
export function missingPackage() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'node_modules';
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.optional || entry.devOptional || entry.link) continue;
    if (installed[path]?.version !== entry.version || !existsSync(join(root, path, 'package.json'))) return `${path}@${entry.version}`;
  }
  return null;
}

/** Installs the npm packages of package-lock.json where one is missing. */
export async function installPackages() {
  const missing = missingPackage();
  if (missing === null) return;
  say(`Installing npm packages (${missing} is missing); a minute or two, once …`);
  const { code, output } = await runNpm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    throw new SetupError(`npm ci failed. It needs the npm registry (or your configured mirror) in reach; what it said:\n${tail(output)}`);
  }
  const still = missingPackage();
  if (still !== null) throw new SetupError(`npm ci ended well, yet ${still} is not there. Delete node_modules and run the command again.`);
}
