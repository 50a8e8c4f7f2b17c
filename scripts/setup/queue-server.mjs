import { existsSync } from 'node:fs';
import { run, tail } from './run.mjs';
import { say } from './say.mjs';

/**
 * Makes sure that there is a Redis or Valkey server for the tests of the queue, where that can be had: Debian and its kin as root install
 * Debian's, without letting it run as a service. Elsewhere nothing is done, and those tests skip with a line that says so.
 */
export async function installQueueServer() {
  if (onPath('redis-server') || onPath('valkey-server')) return;
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version') || !onPath('apt-get') || process.getuid() !== 0) return;
  say('Installing Debian\'s redis-server for the tests of the queue, once …');
  // The package starts a service where it can; the tests start servers of their own, on ports of their own.
  const environment = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], { env: environment, limitSeconds: 600 });
  let installed = await install();
  if (installed.code !== 0) {
    await run('apt-get', ['update'], { env: environment, limitSeconds: 300 });
    installed = await install();
  }
  if (installed.code !== 0) say(`It could not be installed; the tests of the queue will skip. What apt-get said:\n${tail(installed.output, 5)}`);
}

function onPath(program) {
  return (process.env.PATH ?? '').split(':').some((folder) => folder !== '' && existsSync(`${folder}/${program}`));
}
