// The paths of the pages. No path names a patient: search text, which may, is kept in the history state.
// src/console/page/page-paths.ts has the same paths, for the server; test/web/paths.test.ts compares them.

export const routes = {
  now: '/',
  films: '/films',
  film: '/films/:id',
  printers: '/printers',
  addPrinter: '/printers/add',
  printer: '/printers/:aeTitle',
  printerPart: '/printers/:aeTitle/:part',
  clients: '/clients',
  client: '/clients/:aeTitle',
  system: '/system',
  systemPart: '/system/:part',
  quality: '/quality',
  qualityOf: '/quality/:aeTitle/:medium',
  print: '/print',
  wall: '/wall',
  account: '/account',
} as const;

export const filmPath = (id: string): string => `/films/${encodeURIComponent(id)}`;
export const printerPath = (aeTitle: string, part?: string): string =>
  `/printers/${encodeURIComponent(aeTitle)}${part === undefined ? '' : `/${part}`}`;
export const clientPath = (aeTitle: string): string => `/clients/${encodeURIComponent(aeTitle)}`;
export const systemPath = (part: string): string => `/system/${part}`;
export const qualityPath = (aeTitle: string, medium: string): string =>
  `/quality/${encodeURIComponent(aeTitle)}/${encodeURIComponent(medium)}`;
