// What users do that belongs in the audit log, and its readers. console/ports.ts has all ports.
import type { z } from 'zod';
import type { ApiAuditMessage, ApiAuditPage, auditRoutes } from '../../api/audit/audit.ts';

/** Who makes a request. */
export interface AuditedUser {
  readonly who: string;
  readonly address: string;
}

/** What the audit repository has not got yet. */
export interface AuditBacklog {
  readonly unsent: number;
  /** Why nothing can be sent now. */
  readonly problem: string | null;
}

export interface AuditPorts {
  readonly backlog: () => AuditBacklog;
  /** A user looks at a film: once within some minutes it is recorded. Never throws. */
  readonly viewed: (user: AuditedUser, jobId: string) => void;
  /** A user gets the document of a job. */
  readonly downloaded: (user: AuditedUser, jobId: string) => void;
  /** Each reading is recorded. */
  readonly search: (
    user: AuditedUser,
    query: z.output<typeof auditRoutes.searchAudit.body>,
  ) => Promise<ApiAuditPage>;
  /** Undefined: there is no such record. */
  readonly record: (user: AuditedUser, seq: number) => Promise<ApiAuditMessage | undefined>;
  /** Oldest first. */
  readonly exported: (
    user: AuditedUser,
    format: 'csv' | 'xml',
    days: z.output<typeof auditRoutes.auditCsv.query>,
  ) => AsyncIterable<string>;
}
