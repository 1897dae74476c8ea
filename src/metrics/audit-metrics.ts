// Metrics of the audit log: what waits for the disk, and for the audit repository.
import { Gauge, type Registry } from 'prom-client';

export interface AuditSources {
  readonly audit: () => {
    /** Number of the newest record. */
    readonly newest: number;
    /** Records that wait in memory. */
    readonly waiting: number;
    /** Records that the audit repository has not confirmed. */
    readonly unsent: number;
  };
}

export function addAuditMetrics(registry: Registry, { audit }: AuditSources): void {
  const gauge = (name: string, help: string, value: (state: ReturnType<typeof audit>) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(audit()));
      },
    });
  gauge('hardcopy_audit_newest_record', 'Number of the newest audit record', ({ newest }) => newest);
  gauge('hardcopy_audit_waiting_records', 'Audit records that wait for the disk', ({ waiting }) => waiting);
  gauge('hardcopy_audit_unsent_records', 'Audit records that the repository lacks', ({ unsent }) => unsent);
}
