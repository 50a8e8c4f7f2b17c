import { fileURLToPath } from 'node:url';

/** The program's own folder of resources: beside core/, in the packaged program where whoever starts the command says. */
export const resourcesFolder = process.env['BASINSCOPE_RESOURCES'] ?? fileURLToPath(new URL('../../resources', import.meta.url));
