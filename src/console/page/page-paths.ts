// The paths of the browser application. Each is answered with the same page, which selects its contents by the path; other
// paths are not found. web/src/lib/paths.ts has the same paths, and test/web/paths.test.ts compares them.

/** In fastify's syntax. */
export const pagePaths = [
  '/',
  '/films',
  '/films/:id',
  '/printers',
  '/printers/add',
  '/printers/:aeTitle',
  '/printers/:aeTitle/:part',
  '/clients',
  '/clients/:aeTitle',
  '/system',
  '/system/:part',
  '/quality',
  '/quality/:aeTitle/:medium',
  '/print',
  '/wall',
  '/account',
] as const;

/** Files with a digest of their content in their names. */
export const assetPrefix = '/assets/';

/** Routes that reveal nothing about films: they need no token, so that the page can ask for it. */
export const openPageRoutes: ReadonlySet<string> = new Set([...pagePaths, `${assetPrefix}*`]);
