import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

const MOST_PIXELS_A_SIDE = 12_000;

/**
 * The fonts that pictures are set in come with the program: a bare machine has none. In the packaged program they lie
 * beside its archive, because native code reads them.
 */
function fontFiles(): string[] {
  const require = createRequire(import.meta.url);
  return ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'].map((file) =>
    require.resolve(`@expo-google-fonts/inter/${file}`).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'),
  );
}

/** Renders an SVG document of ours to PNG bytes, `scale` pixels a unit (fewer where the picture would become enormous). */
export function svgToPng(svg: string, scale = 2): Uint8Array {
  const options = { font: { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' } };
  const picture = new Resvg(svg, options);
  const fitting = Math.min(scale, MOST_PIXELS_A_SIDE / Math.max(picture.width, picture.height));
  return new Resvg(svg, { ...options, fitTo: { mode: 'zoom', value: fitting } }).render().asPng();
}
