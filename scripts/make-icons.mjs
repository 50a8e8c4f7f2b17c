import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { root } from './setup/root.mjs';

// Draws resources/icons/icon.png, the program's icon for windows and installers, from icon.svg beside it.
const folder = join(root, 'resources', 'icons');
writeFileSync(join(folder, 'icon.png'), new Resvg(readFileSync(join(folder, 'icon.svg'), 'utf8'), { fitTo: { mode: 'width', value: 1024 } }).render().asPng());
