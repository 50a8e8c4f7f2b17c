import { fileURLToPath } from 'node:url';

/** The program's own folder of resources, beside core/. */
export const resourcesFolder = fileURLToPath(new URL('../../resources', import.meta.url));
