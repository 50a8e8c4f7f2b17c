import type { Landscape } from '../contract/landscape.ts';
import type { Caption } from './figure.ts';

/** The landscape as JSON text: everything but the pixels and where it was cut, with the settings it was found with. */
export function landscapeJson(landscape: Landscape, caption: Caption): string {
  const { images, cut: _, ...rest } = landscape;
  return `${JSON.stringify(
    {
      potential: caption.potential,
      map: caption.map,
      settings: caption.settings,
      imageShape: images === null ? null : [images.channels, images.height, images.width],
      ...Object.fromEntries(Object.entries(rest).filter(([key]) => key !== 'potential' && key !== 'map')),
    },
    null,
    2,
  )}\n`;
}
