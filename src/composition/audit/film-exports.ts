// Records films that leave, before their delivery is noted as done. Start at `filmExports`.
import { createHash } from 'node:crypto';
import type { Audit } from '../../audit/audit.ts';
import type { AuditEvent, AuditSubject, ExportMedium } from '../../audit/audit-event.ts';
import type { Destination } from '../../destinations/destination-kind.ts';
import type { Log } from '../../shared/log/log.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Job } from '../../spool/job/job-types.ts';
import type { Spool } from '../../spool/spool.ts';

export interface ExportParts {
  readonly audit: Pick<Audit, 'exported'>;
  readonly spool: Pick<Spool, 'subjects' | 'history'>;
  /** A destination of a printer. */
  readonly destination: (printer: string, name: string) => Destination | undefined;
  readonly log: Log;
}

/** What a film leaves on: a folder takes files; a device that prints only certain sizes is a film imager. */
function mediumOf(destination: Destination | undefined, mediumType: string): ExportMedium {
  const members = destination?.members ?? [];
  if (!members.some(({ isDevice }) => isDevice)) return 'file';
  if (members.some(({ takesAnyFilmSize }) => takesAnyFilmSize)) return 'paper';
  return mediumType === 'PAPER' ? 'paper' : 'film';
}

/** The first entry of a history of a job that a user requested in the console or by the API. */
const requests: ReadonlySet<string> = new Set(['reprint', 'test-page', 'calibration-target', 'print']);

/** The patients and studies of a job, as the audit log has them. */
export const subjectsFor = async (
  spool: Pick<Spool, 'subjects'>,
  job: string,
): Promise<readonly AuditSubject[]> =>
  ((await spool.subjects(job))?.subjects ?? []).map(
    ({ patientName, patientId, studyInstanceUid, accessionNumber }) => ({
      patientName,
      patientId,
      studyInstanceUid,
      accessionNumber,
    }),
  );

export type ExportOutcome = Extract<AuditEvent, { readonly kind: 'film-exported' }>['outcome'];

/** A delivery of a job that the device has, or may have. */
export type OnExport = (
  job: Job,
  destination: string,
  receipt: string,
  outcome: ExportOutcome,
) => Promise<void>;

/** Records films that may have left all the same: a job was cancelled after a device had got it. Until the returned function is called. */
export const recordCancelled = (spool: Pick<Spool, 'onChange'>, exported: OnExport): (() => void) =>
  spool.onChange((job, before) => {
    if (job.reason !== 'job-cancelled' || before?.finishedAt !== null) return;
    for (const { destination, receipt, state } of before.deliveries) {
      if (receipt === null || state === 'DONE' || state === 'UNKNOWN') continue;
      void exported(job, destination, receipt, 'unknown');
    }
  });

/** Never rejects: a film is not held up by the audit log, which counts what it could not record. */
export function filmExports({ audit, spool, destination, log }: ExportParts): OnExport {
  return async (job, name, receipt, outcome) => {
    try {
      const to = destination(job.printer, name);
      const history = job.reprintOf === null && job.peerAddress !== '' ? [] : await spool.history(job.id);
      const requester = history.find(({ action }) => requests.has(action))?.who;
      await audit.exported({
        kind: 'film-exported',
        job: job.id,
        printJobUid: job.printJobUid,
        printer: job.printer,
        subjects: await subjectsFor(spool, job.id),
        destination: name,
        place: to?.place ?? name,
        medium: mediumOf(to, job.mediumType),
        calling: job.callingAeTitle,
        peer: job.peerAddress,
        ...(requester === undefined ? {} : { requester }),
        films: job.films.length,
        copies: job.copies,
        outcome,
        delivery: `${name} ${createHash('sha256').update(receipt).digest('base64url')}`,
      });
    } catch (error) {
      log.error('audit.export-not-recorded', { job: job.id, error: messageOf(error) });
    }
  };
}
