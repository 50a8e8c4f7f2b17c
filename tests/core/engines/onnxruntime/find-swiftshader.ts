import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** Environment in which Vulkan is SwiftShader, the software driver inside Electron; null where no Electron is unpacked. */
export function swiftshaderEnvironment(): Record<string, string> | null {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folders = [...(given === undefined ? [] : [given]), join(root, 'node_modules', 'electron', 'dist'), join(root, '.electron', 'dist')];
  const dist = folders.find((folder) => existsSync(join(folder, 'vk_swiftshader_icd.json')));
  if (dist === undefined) return null;
  // The Vulkan loader lies there too: not every machine has one.
  return { VK_ICD_FILENAMES: join(dist, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: [dist, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':') };
}
