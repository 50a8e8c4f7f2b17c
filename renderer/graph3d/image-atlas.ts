import type { ImageStrip } from '../../core/contract/landscape.ts';

/** Where images lie in one texture: a grid of cells, each an image inside a gutter. */
export interface AtlasLayout {
  columns: number;
  rows: number;
  /** Image size in the atlas, texels: the strip's, or smaller where all would not fit. */
  imageWidth: number;
  imageHeight: number;
  /** Texels of repeated border round each image: minified reads stay inside the cell. */
  gutter: number;
  width: number;
  height: number;
}

const gutter = 4;

function layoutAt(count: number, imageWidth: number, imageHeight: number): AtlasLayout {
  const cellWidth = imageWidth + 2 * gutter;
  const cellHeight = imageHeight + 2 * gutter;
  const columns = Math.max(1, Math.ceil(Math.sqrt((count * cellHeight) / cellWidth)));
  const rows = Math.max(1, Math.ceil(count / columns));
  return { columns, rows, imageWidth, imageHeight, gutter, width: columns * cellWidth, height: rows * cellHeight };
}

/**
 * A near-square grid for `count` images that fits in `limit` × `limit` texels, halving the images until it does.
 *
 * @throws RangeError when not even single texels fit
 */
export function atlasLayout(count: number, imageWidth: number, imageHeight: number, limit: number): AtlasLayout {
  let width = imageWidth;
  let height = imageHeight;
  for (;;) {
    const layout = layoutAt(count, width, height);
    if (layout.width <= limit && layout.height <= limit) return layout;
    if (width === 1 && height === 1) {
      throw new RangeError(`${count} images do not fit in a texture of ${limit}×${limit}, even at one texel each.`);
    }
    width = Math.max(1, width >> 1);
    height = Math.max(1, height >> 1);
  }
}

/** Left top corner of image i inside its gutter, texels. */
export function atlasOrigin(layout: AtlasLayout, i: number): [number, number] {
  const column = i % layout.columns;
  const row = Math.floor(i / layout.columns);
  return [
    column * (layout.imageWidth + 2 * layout.gutter) + layout.gutter,
    row * (layout.imageHeight + 2 * layout.gutter) + layout.gutter,
  ];
}

/** Mean of the strip's pixels under one atlas texel: a box filter. */
function boxMean(strip: ImageStrip, image: number, layout: AtlasLayout, x: number, y: number, channel: number): number {
  const x0 = Math.floor((x * strip.width) / layout.imageWidth);
  const x1 = Math.max(x0 + 1, Math.floor(((x + 1) * strip.width) / layout.imageWidth));
  const y0 = Math.floor((y * strip.height) / layout.imageHeight);
  const y1 = Math.max(y0 + 1, Math.floor(((y + 1) * strip.height) / layout.imageHeight));
  let sum = 0;
  for (let v = y0; v < y1; v++) {
    for (let u = x0; u < x1; u++) {
      sum += strip.pixels[((image * strip.height + v) * strip.width + u) * strip.channels + channel]!;
    }
  }
  return Math.round(sum / ((x1 - x0) * (y1 - y0)));
}

/** Write one row of an image to the atlas from texel `at` on. */
function fillRow(strip: ImageStrip, image: number, layout: AtlasLayout, y: number, atlas: Uint8Array, at: number, per: number): void {
  const whole = layout.imageWidth === strip.width && layout.imageHeight === strip.height;
  const row = (image * strip.height + y) * strip.width * strip.channels;
  if (whole && per === 1) {
    atlas.set(strip.pixels.subarray(row, row + strip.width), at);
    return;
  }
  for (let x = 0; x < layout.imageWidth; x++) {
    for (let c = 0; c < strip.channels; c++) {
      atlas[at + x * per + c] = whole ? strip.pixels[row + x * strip.channels + c]! : boxMean(strip, image, layout, x, y, c);
    }
    if (per === 4) atlas[at + x * per + 3] = 255;
  }
}

/**
 * All images as one picture.
 *
 * @returns [height × width × channels] bytes, one channel or four (RGB with alpha 255); the gutter repeats the border
 */
export function fillAtlas(strip: ImageStrip, layout: AtlasLayout): Uint8Array<ArrayBuffer> {
  const per = strip.channels === 1 ? 1 : 4;
  const { imageWidth, imageHeight, width } = layout;
  const atlas = new Uint8Array(width * layout.height * per);
  for (let i = 0; i < strip.count; i++) {
    const [left, top] = atlasOrigin(layout, i);
    for (let y = 0; y < imageHeight; y++) {
      const at = ((top + y) * width + left) * per;
      fillRow(strip, i, layout, y, atlas, at, per);
      const last = at + (imageWidth - 1) * per;
      for (let g = 1; g <= layout.gutter; g++) {
        atlas.copyWithin(at - g * per, at, at + per);
        atlas.copyWithin(last + g * per, last, last + per);
      }
    }
    const start = (top * width + left - layout.gutter) * per;
    const length = (imageWidth + 2 * layout.gutter) * per;
    const bottom = start + (imageHeight - 1) * width * per;
    for (let g = 1; g <= layout.gutter; g++) {
      atlas.copyWithin(start - g * width * per, start, start + length);
      atlas.copyWithin(bottom + g * width * per, bottom, bottom + length);
    }
  }
  return atlas;
}
