// The making of jobs: from a request, and from a job that is printed again. Pure; their life is in job.ts.
import { displayFormatText } from '../../shared/film/display-format.ts';
import type { Film, PrintRequest } from '../../shared/film/film.ts';
import * as step from './job-status.ts';
import type { FilmSummary, Job, JobDestination } from './job-types.ts';

function summaryOf(film: Film): FilmSummary {
  return {
    filmSizeId: film.filmSizeId,
    ...(film.filmSizeMm === undefined ? {} : { filmSizeMm: film.filmSizeMm }),
    filmOrientation: film.filmOrientation,
    imageDisplayFormat: displayFormatText(film.imageDisplayFormat),
    images: film.images.length,
    annotations: film.annotations.length,
  };
}

/** The values that the spool provides for a new job. */
export interface Made {
  readonly id: string;
  readonly destinations: readonly JobDestination[];
  readonly at: Date;
}

/** The properties of a job that has not started. */
const unstarted = (made: Pick<Made, 'destinations'>) => ({
  startedAt: null,
  repeats: 0,
  deliveries: made.destinations.map(step.newDelivery),
  document: null,
  findings: [],
  renderAttempts: 0,
  crashes: 0,
  payloadRemovedAt: null,
  ...step.queued,
});

/** Makes a job from a request: PENDING, with one delivery per destination of its printer. */
export function newJob(request: PrintRequest, made: Made): Job {
  return {
    id: made.id,
    printJobUid: request.printJobUid,
    printer: request.printer,
    callingAeTitle: request.callingAeTitle,
    peerAddress: request.peerAddress,
    association: request.association,
    priority: request.priority,
    queueKey: made.id,
    copies: request.copies,
    mediumType: request.mediumType,
    filmDestination: request.filmDestination,
    sessionLabel: request.sessionLabel ?? null,
    createdAt: made.at,
    reprintOf: null,
    pixelsOf: null,
    films: request.films.map(summaryOf),
    substitutions: request.substitutions,
    clientProfile: request.clientProfile ?? null,
    fingerprint: request.fingerprint ?? null,
    ...unstarted(made),
  };
}

/** Makes a new job that prints films of another, which does not change. */
export function reprintOf(
  job: Job,
  made: Made & {
    readonly printJobUid: string;
    readonly printer: string;
    readonly copies: number;
    /** Defaults: those of the job. */
    readonly mediumType?: string;
    readonly films?: readonly Film[];
  },
): Job {
  return {
    ...job,
    id: made.id,
    queueKey: made.id,
    printJobUid: made.printJobUid,
    printer: made.printer,
    copies: made.copies,
    mediumType: made.mediumType ?? job.mediumType,
    films: made.films?.map(summaryOf) ?? job.films,
    createdAt: made.at,
    reprintOf: job.id,
    pixelsOf: job.pixelsOf ?? job.id,
    // A request of the client like the first one is a duplicate of the first job, not of this one.
    fingerprint: null,
    ...unstarted(made),
  };
}
