import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './say.mjs';

/**
 * Switches that Electron needs on this machine. As root Chromium's process sandbox cannot work and is left out, said aloud by
 * the caller; for everyone else it is never left out: where the system forbids it, a SetupError says what to do.
 */
export function electronFlags({ dist }) {
  if (process.platform !== 'linux') return [];
  if (process.getuid() === 0) return ['--no-sandbox'];
  const helper = join(dist, 'chrome-sandbox');
  const helperWorks = existsSync(helper) && statSync(helper).uid === 0 && (statSync(helper).mode & 0o4000) !== 0;
  if (!helperWorks && userNamespacesForbidden()) {
    throw new SetupError(
      `this system keeps ordinary programs from sandboxing themselves, and Electron's helper is not set up for it. Either run once\n` +
        `  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'\nor allow user namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns=0).`,
    );
  }
  return [];
}

function userNamespacesForbidden() {
  return kernelSetting('kernel/unprivileged_userns_clone') === '0' || kernelSetting('kernel/apparmor_restrict_unprivileged_userns') === '1' || kernelSetting('user/max_user_namespaces') === '0';
}

function kernelSetting(name) {
  const file = join('/proc/sys', name);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}
