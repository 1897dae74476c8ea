// The content security policy of the browser application (CSP level 3, Trusted Types): only files of this server, no inline
// script, inline styles by nonce, pictures also from memory (`blob:`), nothing in a frame.

/** The built page has this in place of the nonce. */
export const noncePlaceholder = '__CSP_NONCE__';

/** @param nonce of this answer; at least 128 random bits */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}
