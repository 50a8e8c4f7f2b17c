/**
 * What the window's page may load: itself, and pictures it makes. No remote content, no inline script, no eval, no frames,
 * no forms. Sent as a header with every file and written into the page as well (electron.vite.config.ts).
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
];

/** A header alone can say this one: a page's own meta tag is ignored for it. */
export const frameAncestors = "frame-ancestors 'none'";
