// What each route needs: a permission, any user, or no user. docs/reference/permissions.md has the table with the roles. A
// route without an entry is a type error.
import { apiRoutes } from '../../api/routes.ts';
import type { Permission } from '../../api/user.ts';
import { urlOf } from '../http/contract.ts';

/** `open`: no user; `user`: any user. */
export type RouteNeed = Permission | 'open' | 'user';

export const routeNeeds = {
  index: 'user',
  openapi: 'user',
  health: 'open',
  status: 'printer.view',
  events: 'film.view',
  wall: 'printer.view',
  me: 'user',
  echo: 'client.echo',
  signIn: 'open',
  signOut: 'user',
  setUp: 'open',
  changePassword: 'user',
  users: 'user.manage',
  addUser: 'user.manage',
  changeUser: 'user.manage',
  signOutUser: 'user.manage',
  linkUser: 'user.manage',
  useLink: 'open',
  ownSessions: 'user',
  endOwnSession: 'user',
  removeUser: 'user.manage',
  tokens: 'user.manage',
  addToken: 'user.manage',
  revokeToken: 'user.manage',
  clients: 'client.view',
  traceClient: 'client.trace',
  echoClient: 'client.echo',
  doctor: 'system.view',
  storage: 'system.view',
  certificates: 'system.view',
  reloadCertificates: 'config.change',
  about: 'user',
  conformance: 'user',
  log: 'log.view',
  searchLog: 'log.view',
  statistics: 'printer.view',
  statisticsCsv: 'printer.view',
  accessTest: 'access.test',
  jobs: 'film.view',
  searchJobs: 'film.view',
  /** Each action in the request is checked separately. */
  bulk: 'film.view',
  job: 'film.view',
  jobHistory: 'film.view',
  document: 'film.view',
  picture: 'film.view',
  thumbnail: 'film.view',
  tiles: 'film.view',
  tile: 'film.view',
  cancel: 'job.cancel',
  hold: 'job.hold',
  release: 'job.release',
  retry: 'job.retry',
  printed: 'job.printed',
  move: 'job.move',
  priority: 'job.priority',
  reprint: 'job.reprint',
  reprintPreview: 'job.reprint',
  upload: 'print.create',
  uploaded: 'print.create',
  removeUpload: 'print.create',
  uploadThumbnail: 'print.create',
  preview: 'film.view',
  previewSheet: 'film.view',
  print: 'print.create',
  printers: 'printer.view',
  printer: 'printer.view',
  printerQueue: 'printer.view',
  printerHistory: 'printer.view',
  printerStates: 'printer.view',
  pause: 'printer.pause',
  resume: 'printer.resume',
  moveQueue: 'printer.move-queue',
  queueOrder: 'queue.order',
  testPage: 'printer.test-page',
  calibrationTarget: 'printer.calibration-target',
  discover: 'config.change',
  probe: 'config.change',
  writtenPrinter: 'config.view',
  checkPrinter: 'config.change',
  addPrinter: 'config.change',
  changePrinter: 'config.change',
  removePrinter: 'config.change',
  calibrations: 'printer.view',
  calibrationPatches: 'printer.view',
  calibration: 'printer.view',
  uploadScan: 'quality.calibrate',
  measure: 'quality.calibrate',
  acceptMeasurement: 'quality.calibrate',
  discardMeasurement: 'quality.calibrate',
  calibrationReport: 'printer.view',
  controls: 'printer.view',
  control: 'printer.view',
  recordControl: 'quality.control',
  noteControl: 'quality.control',
  setReference: 'quality.calibrate',
  controlRecord: 'printer.view',
  controlTable: 'printer.view',
  config: 'config.view',
  checkConfig: 'config.change',
  saveConfig: 'config.change',
  rollbackConfig: 'config.change',
  reloadConfig: 'config.change',
} as const satisfies Readonly<Record<keyof typeof apiRoutes, RouteNeed>>;

const byRoute: ReadonlyMap<string, RouteNeed> = new Map([
  ...Object.entries(apiRoutes).map(([key, { method, path }]): [string, RouteNeed] => [
    `${method} ${urlOf(path)}`,
    routeNeeds[key as keyof typeof apiRoutes],
  ]),
  ['GET /metrics', 'metrics.view'],
  ['GET /plain', 'printer.view'],
]);

/**
 * What a request needs; a route that is in no table needs a user.
 * @param url of the route, in fastify's syntax
 * @param open routes of pages, which reveal nothing
 */
export function needOf(method: string, url: string | undefined, open: ReadonlySet<string>): RouteNeed {
  if (url !== undefined && open.has(url)) return 'open';
  return byRoute.get(`${method === 'HEAD' ? 'GET' : method} ${url ?? ''}`) ?? 'user';
}
