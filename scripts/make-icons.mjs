import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { root } from './setup/root.mjs';

// Draws the program's icon from resources/icons/icon.svg: for its window (icon.png beside it) and for installers (packaging/).
const folder = join(root, 'resources', 'icons');
const packaging = join(root, 'packaging');
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');
const draw = (size) => new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng();

writeFileSync(join(folder, 'icon.png'), draw(1024));
mkdirSync(join(packaging, 'icons'), { recursive: true });
for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) writeFileSync(join(packaging, 'icons', `${size}x${size}.png`), draw(size));
writeFileSync(join(packaging, 'icon.ico'), ico([16, 24, 32, 48, 64, 128, 256]));
writeFileSync(join(packaging, 'icon.icns'), icns({ ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 }));

/** A Windows icon of PNGs: a header of 6 bytes, 16 bytes a picture (a width of 256 is written 0), then the pictures. */
function ico(sizes) {
  const pictures = sizes.map(draw);
  const header = Buffer.alloc(6 + 16 * sizes.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(sizes.length, 4);
  let offset = header.length;
  sizes.forEach((size, i) => {
    const at = 6 + 16 * i;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(pictures[i].length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += pictures[i].length;
  });
  return Buffer.concat([header, ...pictures]);
}

/** An Apple icon of PNGs: "icns" and the whole length, then each picture after its kind and its length with these 8 bytes. */
function icns(kinds) {
  const parts = Object.entries(kinds).flatMap(([kind, size]) => {
    const picture = draw(size);
    return [headed(kind, picture.length + 8), picture];
  });
  return Buffer.concat([headed('icns', 8 + parts.reduce((sum, { length }) => sum + length, 0)), ...parts]);
}

function headed(kind, length) {
  const head = Buffer.alloc(8);
  head.write(kind, 0, 'latin1');
  head.writeUInt32BE(length, 4);
  return head;
}
