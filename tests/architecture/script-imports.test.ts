import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** Scripts are plain JavaScript that no compiler looks at: what they take from the source must be there. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const scripts = readdirSync(join(root, 'scripts'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.mjs')).map((file) => join('scripts', file));
const IMPORTS = [/\{([^{}]*)\}\s*=\s*await import\('(\.[^']+\.ts)'\)/g, /^import \{([^{}]*)\} from '(\.[^']+\.ts)'/gm];
const taken = scripts.flatMap((script) => {
  const text = readFileSync(join(root, script), 'utf8');
  return IMPORTS.flatMap((pattern) => [...text.matchAll(pattern)]).map(([, names, path]) => ({
    script,
    path: join(dirname(script), path!),
    names: names!.split(',').map((name) => name.split(/:| as /)[0]!.trim()).filter((name) => name !== ''),
  }));
});

describe('what scripts import of the source', () => {
  test('is looked for in them', () => expect(taken.length).toBeGreaterThan(10));
  test.each(taken)('$script: $names of $path', async ({ path, names }) => {
    const module = (await import(join(root, path))) as Record<string, unknown>;
    for (const name of names) expect(module[name], `${name} of ${path}`).toBeDefined();
  });
});
