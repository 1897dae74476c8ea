// What users of the console do, for the audit log. Start at `auditPorts`.
import type { Audit } from '../../audit/audit.ts';
import type { AuditPorts, AuditedUser } from '../../console/ports/audit.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import type { Spool } from '../../spool/spool.ts';
import { auditReader } from './read-audit.ts';
import { subjectsFor } from './film-exports.ts';

export interface AuditPortParts {
  readonly audit: Audit;
  readonly spool: Pick<Spool, 'job' | 'subjects'>;
  readonly log: Log;
}

export function auditPorts({ audit, spool, log }: AuditPortParts): AuditPorts {
  const filmOf = async ({ who, address }: AuditedUser, id: string) => {
    const job = await spool.job(id);
    if (!job) return undefined;
    const { printJobUid, printer } = job;
    return { user: who, address, job: id, printJobUid, printer, subjects: await subjectsFor(spool, id) };
  };
  const soon = (recorded: Promise<void>) => {
    recorded.catch((error: unknown) => {
      log.error('audit.use-not-recorded', { error: messageOf(error) });
    });
  };
  return {
    ...auditReader(audit),
    backlog: () => audit.repository.state,
    viewed: (user, id) => {
      soon(
        audit.recordOnce(['viewed', user.who, user.address, id], async () => {
          const film = await filmOf(user, id);
          return film && { kind: 'film-viewed', ...film };
        }),
      );
    },
    downloaded: (user, id) => {
      soon(
        audit.recordOnce(['downloaded', user.who, user.address, id], async () => {
          const film = await filmOf(user, id);
          return film && { kind: 'film-downloaded', ...film, what: `film-${id}.pdf` };
        }),
      );
    },
  };
}
