/**
 * What electron-builder is told beyond electron-builder.yml, as its `-c.…` arguments, for a `kind` of package:
 *
 * - 'folder': the program in a folder, to be started here.
 * - 'trial': installers to try the installing with, where Electron is not its makers' own; each says in its name what it is.
 * - 'release': installers for others. `repository` ("owner/name") is where releases are, and where copies look for newer ones when
 *   they are asked to; without one (null) they have no channel.
 */
export function packageSettings(kind, { repository = null } = {}) {
  if (kind === 'folder') return [];
  if (kind === 'trial') {
    return [
      ...['linux', 'mac', 'win'].map((system) => `-c.${system}.artifactName=\${name}-\${version}-TRIAL-not-for-publication-\${arch}.\${ext}`),
      // Quick, not small: it is installed once and thrown away.
      '-c.compression=store',
      '-c.deb.packageName=basinscope-trial',
      '-c.deb.maintainer=nobody <nobody@example.invalid>',
      '-c.deb.synopsis=TRIAL of the packaging, not for publication',
      '-c.extraMetadata.homepage=https://example.invalid/',
    ];
  }
  if (repository === null) return [];
  const [owner, name] = repository.split('/');
  return [
    ...['deb', 'rpm'].map((target) => `-c.${target}.maintainer=${owner} <${owner}@users.noreply.github.com>`),
    `-c.extraMetadata.homepage=https://github.com/${repository}`,
    '-c.publish.provider=github',
    `-c.publish.owner=${owner}`,
    `-c.publish.repo=${name}`,
  ];
}
