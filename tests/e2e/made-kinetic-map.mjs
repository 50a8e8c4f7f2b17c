import { register } from 'tsx/esm/api';

// Writes a finished kinetic map into a workspace, without evaluating a potential: for specs of its views.
//   node made-kinetic-map.mjs WORKSPACE BLOCKS STATES-IN-EACH
register();
const { openWorkspace } = await import('../../core/store/workspace.ts');
const { addKineticMap } = await import('../core/store/synthetic-kinetic.ts');
const [folder, blocks, size] = process.argv.slice(2);
const workspace = openWorkspace(folder);
const { map } = await addKineticMap(workspace, Number(blocks), Number(size), 64);
workspace.maps.setStatus(map, 'done');
workspace.close();
