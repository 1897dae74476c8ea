// Ports of the pages System and Clients: what an administrator sees of the server and its clients. console/ports.ts has all ports.
import type { ApiClientEcho, ApiClients, ApiClientTrace } from '../../api/clients.ts';
import type { ApiJob, ApiJobTrace } from '../../api/job.ts';
import type { ApiConformance } from '../../api/system/conformance.ts';
import type { ApiLogPage } from '../../api/system/log.ts';
import type { ApiStatistics } from '../../api/system/statistics.ts';
import type { ApiAbout, ApiCertificates, ApiDoctor, ApiStorage } from '../../api/system/system.ts';
import type { KeptLevel } from '../../shared/log/recent-log.ts';

/** The clients of the server. All throw RequestRefusal. */
export interface ClientPorts {
  /** Those that requested associations, the last seen first, and since when they are counted. */
  readonly all: () => ApiClients;
  /** @param minutes 0: no longer */
  readonly trace: (aeTitle: string, minutes: number, who: string) => ApiClientTrace;
  /** The trace of the association that sent a job. */
  readonly traceOf: (job: ApiJob) => Promise<ApiJobTrace>;
  /** @param options only administrators may name an address that is not known */
  readonly echo: (
    aeTitle: string,
    options: { readonly address?: string | undefined; readonly port?: number | undefined },
    administrator: boolean,
  ) => Promise<ApiClientEcho>;
}

/** A range of days, as it is requested. */
export interface DayRange {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** AE titles; default: all. */
  readonly printers?: readonly string[] | undefined;
}

export interface ExpiringCertificate {
  /** Of the listener. */
  readonly host: string;
  readonly port: number;
  readonly subject: string;
  readonly validTo: string;
}

/** The server as its administrator sees it. */
export interface SystemPorts {
  readonly doctor: () => Promise<ApiDoctor>;
  readonly storage: () => Promise<ApiStorage>;
  readonly certificates: () => ApiCertificates;
  /** Certificates in use that have expired, or expire within 30 days. Reads no file. */
  readonly expiringCertificates: () => readonly ExpiringCertificate[];
  readonly reloadCertificates: () => ApiCertificates;
  readonly about: () => Promise<ApiAbout>;
  readonly log: (query: LogQuery) => ApiLogPage;
  /** Throws RequestRefusal for an impossible range, as `statisticsCsv` does. */
  readonly statistics: (days: DayRange) => Promise<ApiStatistics>;
  readonly statisticsCsv: (days: DayRange) => AsyncIterable<string>;
  readonly conformance: () => Promise<ApiConformance>;
}

export interface LogQuery {
  readonly level: KeptLevel;
  readonly text?: string | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly upTo?: number | undefined;
}
