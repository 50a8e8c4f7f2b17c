import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';
import { bundled } from './bundle/bundled.mjs';
import { root } from './setup/root.mjs';
import { runAsProgram, say, SetupError } from './setup/say.mjs';

// Makes resources/workspace: the potentials and ready maps that a first start shows. What goes in: scripts/bundle/bundled.mjs.
//   node scripts/make-bundle.mjs [--only NAME …] [--out FOLDER]
// With --only, the other entries stay as they are. To be made again where a pair measured again is another (tests/scripts/shipped-maps.test.ts): what computes
// maps has changed, and a replay of a shipped map would say that it is another. All of each: `basinscope bundle FOLDER --map NAME` and `replay`.
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    out: { type: 'string', default: join(root, 'resources', 'workspace') },
  },
});

function wanted() {
  const names = values.only ?? bundled.map(({ name }) => name);
  return names.map((name) => {
    const entry = bundled.find((one) => one.name === name);
    if (entry === undefined) throw new SetupError(`nothing bundled is called ${JSON.stringify(name)}: there are ${bundled.map((one) => one.name).join(', ')}.`);
    return { ...entry, file: join(root, entry.file), data: entry.data === undefined ? null : { ...entry.data, path: join(root, entry.data.path) } };
  });
}

await runAsProgram(async () => {
  const entries = wanted();
  register();
  const { makeBundle } = await import('./bundle/make-bundle.mjs');
  await makeBundle(resolve(values.out), entries, { fresh: values.only === undefined });
  say(`The bundled workspace is in ${values.out}`);
});
