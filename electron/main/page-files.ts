import { extname, join, normalize, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Media type of a file that a page may be made of; null for every other. */
export function typeOf(file: string): string | null {
  return types[extname(file)] ?? null;
}

/** The file that a URL stands for; null where it is not one of the page's. */
export function pageFile(folder: string, url: URL): string | null {
  if (url.host !== 'app') return null;
  let name: string;
  try {
    name = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (name.includes('\0')) return null;
  const base = normalize(folder) + sep;
  const file = join(base, name);
  return file.startsWith(base) && typeOf(file) !== null ? file : null;
}
