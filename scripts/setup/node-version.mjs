import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './say.mjs';
import { root } from './root.mjs';

/** Throws a SetupError unless this Node is new enough for `engines.node` of package.json (">=major.minor"). */
export function checkNodeVersion(found = process.versions.node) {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node;
  const [wantedMajor, wantedMinor] = wanted.replace('>=', '').split('.').map(Number);
  const [major, minor] = found.split('.').map(Number);
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
    throw new SetupError(`Node ${wanted} is needed and this is Node ${found}. Install a newer Node (the current LTS will do) and run the command again.`);
  }
}
