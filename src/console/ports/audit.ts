// What users do that belongs in the audit log. console/ports.ts has all ports.

/** Who makes a request. */
export interface AuditedUser {
  readonly who: string;
  readonly address: string;
}

export interface AuditPorts {
  /** A user looks at a film: once within some minutes it is recorded. Never throws. */
  readonly viewed: (user: AuditedUser, jobId: string) => void;
  /** A user gets the document of a job. */
  readonly downloaded: (user: AuditedUser, jobId: string) => void;
}
