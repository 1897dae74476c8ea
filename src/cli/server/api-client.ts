// The calls of the commands to a running server. A job may be named by the first characters of its id; the server finds it.
import type { ApiTokenEntry, ApiUserEntry } from '../../api/accounts/accounts.ts';
import type { ApiAuditPage } from '../../api/audit/audit.ts';
import type { ApiConfigChange, ApiConfigCheck } from '../../api/config/config.ts';
import type { ApiProbe } from '../../api/config/printers.ts';
import type { ApiJob } from '../../api/job.ts';
import type { ApiFoundJob } from '../../api/job-summary.ts';
import type { ApiMovedQueue, ApiPrinter } from '../../api/printer.ts';
import type { ApiControlDetail, ApiControlRecord, ApiControlState } from '../../api/quality/controls.ts';
import type { BodyOf, QueryOf } from '../../api/route.ts';
import { apiRoutes } from '../../api/routes.ts';
import type { ApiStatus } from '../../api/server.ts';
import type { ApiConformance } from '../../api/system/conformance.ts';
import type { ApiDoctor } from '../../api/system/system.ts';
import { ApiTransport, type ApiLimits } from './api-transport.ts';
import { givenToken, tokenOf } from './console-token.ts';
import { stated } from '../../shared/stated.ts';
import { readTlsFiles } from '../../shared/tls/tls-credentials.ts';
import type { Trust } from '../../shared/tls/secure-fetch.ts';
import { consoleUrl, localServer, trustOf } from './local-server.ts';

/** Maximum jobs per response. */
const jobsPerPage = 200;
const foundPerPage = 100;

/** A printer on a medium. */
export interface PrinterMedium {
  readonly aeTitle: string;
  readonly medium: string;
}

/** Which jobs a command lists. */
export interface JobsQuery extends Omit<QueryOf<typeof apiRoutes.jobs>, 'cursor' | 'limit'> {
  /** Maximum number of jobs; the server's default is 100. */
  readonly limit?: number;
}

export type JobActionName =
  'cancel' | 'hold' | 'release' | 'retry' | 'printed' | 'move' | 'priority' | 'reprint';

export class ApiClient {
  readonly #transport: ApiTransport;

  /**
   * @param base such as http://127.0.0.1:8080
   * @param token of the console; undefined if the console requires none
   * @param limits for tests only
   * @param trust by HTTPS
   */
  constructor(base: URL, token?: string, limits: Partial<ApiLimits> = {}, trust: Trust = {}) {
    this.#transport = new ApiTransport(base, token, limits, trust);
  }

  /**
   * The server at `url`, else the one that runs on the folder `data`.
   * @throws SetupFailure `usage` when there is none, or the file with the token cannot be read.
   */
  static async find(where: {
    readonly url?: URL;
    readonly data?: string;
    readonly tokenFile?: string;
    /** File with the authorities that issued the certificate of `url`. */
    readonly ca?: string;
  }): Promise<ApiClient> {
    const { url, ca } = where;
    const given = await givenToken(where.tokenFile);
    if (url) {
      const { ca: authorities } = readTlsFiles(stated({ ca }), (key) => `--${key}`);
      return new ApiClient(url, given, {}, stated({ ca: authorities }));
    }
    const server = await localServer(where.data);
    return new ApiClient(consoleUrl(server), given ?? (await tokenOf(server)), {}, trustOf(server));
  }

  /** Newest first; fetches pages until there are `limit` jobs. */
  async jobs({ limit = 100, ...filters }: JobsQuery): Promise<readonly ApiJob[]> {
    return allPages(limit, jobsPerPage, (page) =>
      this.#transport.call(apiRoutes.jobs, { query: { ...filters, ...page } }),
    );
  }

  /** Like `jobs`, for jobs that match every word of `text`. The text is sent in the body, never in a URL. */
  async search(
    text: string,
    { limit = 100, ...filters }: Omit<JobsQuery, 'id'>,
  ): Promise<readonly ApiFoundJob[]> {
    return allPages(limit, foundPerPage, (page) =>
      this.#transport.call(apiRoutes.searchJobs, { body: { text, ...filters, ...page } }),
    );
  }

  job(id: string): Promise<ApiJob> {
    return this.#transport.call(apiRoutes.job, { params: { id } });
  }

  async printers(): Promise<readonly ApiPrinter[]> {
    return (await this.#transport.call(apiRoutes.printers)).printers;
  }

  act<N extends JobActionName>(id: string, action: N, body: BodyOf<(typeof apiRoutes)[N]>): Promise<ApiJob> {
    return this.#transport.call(apiRoutes[action], { params: { id }, body });
  }

  actOnPrinter(aeTitle: string, action: 'pause' | 'resume'): Promise<ApiPrinter> {
    return this.#transport.call(apiRoutes[action], { params: { aeTitle }, body: {} });
  }

  calibrationTarget(aeTitle: string, body: BodyOf<typeof apiRoutes.calibrationTarget>): Promise<ApiJob> {
    return this.#transport.call(apiRoutes.calibrationTarget, { params: { aeTitle }, body });
  }

  testPage(aeTitle: string): Promise<ApiJob> {
    return this.#transport.call(apiRoutes.testPage, { params: { aeTitle }, body: {} });
  }

  async controls(): Promise<readonly ApiControlState[]> {
    return (await this.#transport.call(apiRoutes.controls)).controls;
  }

  control(params: PrinterMedium, days: number): Promise<ApiControlDetail> {
    return this.#transport.call(apiRoutes.control, { params: { ...params }, query: { days } });
  }

  recordControl(
    params: PrinterMedium,
    body: BodyOf<typeof apiRoutes.recordControl>,
  ): Promise<ApiControlRecord> {
    return this.#transport.call(apiRoutes.recordControl, { params: { ...params }, body });
  }

  setReference(
    params: PrinterMedium,
    body: BodyOf<typeof apiRoutes.setReference>,
  ): Promise<ApiControlDetail> {
    return this.#transport.call(apiRoutes.setReference, { params: { ...params }, body });
  }

  /** The record of controls as a document. */
  controlDocument(params: PrinterMedium, format: 'pdf' | 'csv', days: number): Promise<Buffer> {
    const route = format === 'pdf' ? apiRoutes.controlRecord : apiRoutes.controlTable;
    return this.#transport.document(route, { params: { ...params }, query: { days } });
  }

  moveQueue(from: string, to: string): Promise<ApiMovedQueue> {
    const request = { params: { aeTitle: from }, body: { printer: to } };
    return this.#transport.call(apiRoutes.moveQueue, request);
  }

  probe(body: BodyOf<typeof apiRoutes.probe>): Promise<ApiProbe> {
    return this.#transport.call(apiRoutes.probe, { body });
  }

  /** @param printer as in the configuration */
  addPrinter(printer: BodyOf<typeof apiRoutes.addPrinter>['printer']): Promise<ApiConfigChange> {
    return this.#transport.call(apiRoutes.addPrinter, { body: { printer } });
  }

  /** @param moveTo the printer that gets the queue; undefined: it finishes its queue */
  async removePrinter(aeTitle: string, moveTo: string | undefined): Promise<ApiConfigChange> {
    const params = { aeTitle };
    const { version } = await this.#transport.call(apiRoutes.writtenPrinter, { params });
    const body = moveTo === undefined ? {} : { moveTo };
    return this.#transport.call(apiRoutes.removePrinter, { params, body, version });
  }

  /** What would change if the server applied its configuration file now. */
  checkConfig(): Promise<ApiConfigCheck> {
    return this.#transport.call(apiRoutes.checkConfig, { body: {} });
  }

  reloadConfig(): Promise<ApiConfigChange> {
    return this.#transport.call(apiRoutes.reloadConfig, { body: {} });
  }

  /** What the server finds; takes some seconds. */
  doctor(): Promise<ApiDoctor> {
    return this.#transport.call(apiRoutes.doctor);
  }

  conformance(): Promise<ApiConformance> {
    return this.#transport.call(apiRoutes.conformance);
  }

  status(): Promise<ApiStatus> {
    return this.#transport.call(apiRoutes.status);
  }

  async auditRecords(body: BodyOf<typeof apiRoutes.searchAudit>): Promise<ApiAuditPage> {
    return this.#transport.call(apiRoutes.searchAudit, { body });
  }

  /** The audit log as a file. */
  async auditFile(format: 'csv' | 'xml', query: QueryOf<typeof apiRoutes.auditCsv>): Promise<Buffer> {
    return this.#transport.document(format === 'csv' ? apiRoutes.auditCsv : apiRoutes.auditXml, { query });
  }

  async users(): Promise<readonly ApiUserEntry[]> {
    return (await this.#transport.call(apiRoutes.users)).users;
  }

  addUser(body: BodyOf<typeof apiRoutes.addUser>): Promise<ApiUserEntry> {
    return this.#transport.call(apiRoutes.addUser, { body });
  }

  changeUser(name: string, body: BodyOf<typeof apiRoutes.changeUser>): Promise<ApiUserEntry> {
    return this.#transport.call(apiRoutes.changeUser, { params: { name }, body });
  }

  async removeUser(name: string): Promise<void> {
    await this.#transport.call(apiRoutes.removeUser, { params: { name }, body: {} });
  }

  async tokens(): Promise<readonly ApiTokenEntry[]> {
    return (await this.#transport.call(apiRoutes.tokens)).tokens;
  }

  addToken(
    body: BodyOf<typeof apiRoutes.addToken>,
  ): Promise<{ readonly token: ApiTokenEntry; readonly secret: string }> {
    return this.#transport.call(apiRoutes.addToken, { body });
  }

  async revokeToken(id: string): Promise<void> {
    await this.#transport.call(apiRoutes.revokeToken, { params: { id }, body: {} });
  }

  /** See `ApiTransport.events`. */
  events(lastEventId: string | undefined, signal: AbortSignal): Promise<AsyncIterable<string>> {
    return this.#transport.events(lastEventId, signal);
  }
}

/** Follows the cursors of a list until there are `limit` jobs or no further page. */
async function allPages<T>(
  limit: number,
  perPage: number,
  pageOf: (page: {
    readonly limit: number;
    readonly cursor?: string;
  }) => Promise<{ readonly jobs: readonly T[]; readonly next: string | null }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  while (all.length < limit) {
    const pageSize = Math.min(limit - all.length, perPage);
    const { jobs, next } = await pageOf({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    all.push(...jobs);
    if (next === null) break;
    cursor = next;
  }
  return all;
}
