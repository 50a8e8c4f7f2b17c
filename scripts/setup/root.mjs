import { fileURLToPath } from 'node:url';
import { dirname } from 'node:path';

/** The folder of the checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
