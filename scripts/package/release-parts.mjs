import { dump, load } from 'js-yaml';

/**
 * One channel file (latest-mac.yml) of those that jobs for several processors wrote: a copy of the program looks into one, and chooses
 * the file for its own there. Throws where they are of several versions.
 */
export function mergeChannels(texts) {
  const channels = texts.map((text) => load(text));
  const versions = [...new Set(channels.map(({ version }) => version))];
  if (versions.length !== 1) throw new Error(`packages of one release have one version, these have ${versions.join(', ')}.`);
  return dump({ ...channels[0], files: channels.flatMap(({ files }) => files) }, { lineWidth: -1 });
}

/** A CycloneDX list of the program's parts (npm names it after the folder) with more of them: `packages` of package-lock.json by their names, which npm does not count among the program's. */
export function withParts(bom, lock, names) {
  const parts = names.map((name) => {
    const { version, license } = lock.packages[`node_modules/${name}`];
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    return { 'bom-ref': `${name}@${version}`, type: 'library', name, version, purl, licenses: license ? [{ license: { id: license } }] : [] };
  });
  const known = new Set(bom.components.map((part) => part['bom-ref']));
  const component = { ...bom.metadata.component, name: 'basinscope' };
  return { ...bom, metadata: { ...bom.metadata, component }, components: [...bom.components, ...parts.filter((part) => !known.has(part['bom-ref']))] };
}

/** What a release says of itself. `subjects`: first lines of its commits, newest first; `signing`: a line a system. */
export function releaseNotes({ tag, previous, subjects, signing, repository }) {
  return [
    '## What is new',
    '',
    ...(subjects.length > 0 ? subjects.map((subject) => `- ${subject}`) : ['- The first release.']),
    '',
    '## Is it what it says it is?',
    '',
    'Electron is its makers’ own download. Checksums are in `SHA256SUMS`; where each file comes from is attested:',
    '',
    '```',
    'sha256sum --check --ignore-missing SHA256SUMS',
    `gh attestation verify FILE --repo ${repository}`,
    '```',
    '',
    ...signing.map((line) => `- ${line}`),
    '',
    `The list of parts is \`basinscope-${tag.replace(/^v/, '')}-parts.cdx.json\` (CycloneDX).${previous === null ? '' : ` Before this: ${previous}.`}`,
    '',
  ].join('\n');
}
