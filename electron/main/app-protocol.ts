import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { contentSecurityPolicy, frameAncestors } from './content-security-policy.ts';
import { pageFile, typeOf } from './page-files.ts';

const scheme = 'basinscope';
/** Origin of the window's page. A scheme of our own: unlike file:, it can read nothing but the page's own files. */
export const pageOrigin = `${scheme}://app`;
export const pageUrl = `${pageOrigin}/index.html`;

/** Must run before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** Serves the files of `folder` under basinscope://app/, and nothing else. */
export function serveApp(folder: string): void {
  protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    const file = pageFile(folder, url);
    if (request.method !== 'GET' || file === null) return notFound();
    let body: Buffer<ArrayBuffer>;
    try {
      body = await readFile(file);
    } catch {
      return notFound();
    }
    return new Response(body, { headers: headersFor(file) });
  });
}

function headersFor(file: string): Record<string, string> {
  return {
    'Content-Type': typeOf(file)!,
    'Content-Security-Policy': [...contentSecurityPolicy, frameAncestors].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
  };
}

function notFound(): Response {
  return new Response('Not found', { status: 404 });
}
