// Refusals of requests although nothing failed: to users of the HTTP API (RequestRefusal), and by the spool to its callers.
// console/refusals.ts makes a RequestRefusal of the spool's; for a print job of a DICOM client the only one is a full queue.
import { apiErrors, type ApiErrorCode } from './api-error-table.ts';

/**
 * A request to the HTTP API that cannot be met. Thrown by the routes and guards of console/, caught by the error handler
 * of console/http-server.ts, which answers with the status and `{error: {code, message}}`.
 */
export class RequestRefusal extends Error {
  readonly code: ApiErrorCode;
  /** Of the table. A field, not a getter: fastify assigns it. */
  readonly statusCode: number;
  /** Values of the message, for other languages. */
  readonly params: RefusalParams | undefined;

  constructor(code: ApiErrorCode, message: string, params?: RefusalParams) {
    super(message);
    this.name = 'RequestRefusal';
    this.code = code;
    this.statusCode = apiErrors[code].status;
    this.params = params;
  }

  get body(): { readonly error: RefusalBody } {
    const { code, message, params } = this;
    return { error: { code, message, ...(params === undefined ? {} : { params }) } };
  }
}

export type RefusalParams = Readonly<Record<string, string | number>>;

export interface RefusalBody {
  readonly code: ApiErrorCode;
  readonly message: string;
  readonly params?: RefusalParams;
}

/**
 * The spool holds as many jobs, or bytes, as it may. Thrown when a job is to be accepted or printed again; a DICOM client gets
 * status C602H (of a film session C601H), a requester HTTP 503 `queue-full`.
 */
export class QueueFullRefusal extends Error {
  /** Jobs that wait, where their number is the limit. */
  readonly jobs: number | undefined;

  constructor(message: string, jobs?: number) {
    super(message);
    this.name = 'QueueFullRefusal';
    this.jobs = jobs;
  }
}

/** The spool has no such job: HTTP 404 `no-such-job`. */
export class UnknownJobRefusal extends Error {
  readonly job: string;

  constructor(id: string) {
    super(`there is no job ${id}`);
    this.name = 'UnknownJobRefusal';
    this.job = id;
  }
}

/** The spool has no such printer: HTTP 404 `no-such-printer`. */
export class UnknownPrinterRefusal extends Error {
  /** AE title. */
  readonly printer: string;

  constructor(aeTitle: string) {
    super(`there is no printer ${aeTitle}`);
    this.name = 'UnknownPrinterRefusal';
    this.printer = aeTitle;
  }
}

/** The printer is being removed: it finishes what waits for it, and accepts no films: HTTP 409 `printer-removed`. */
export class PrinterRemovedRefusal extends Error {
  constructor(aeTitle: string) {
    super(`printer ${aeTitle} is being removed and accepts no more films; choose another printer`);
    this.name = 'PrinterRemovedRefusal';
  }
}

/** The action to suggest instead of one that the state forbids. */
function instead(state: string): string {
  if (state === 'DONE') return '; reprint prints it again';
  if (state === 'UNKNOWN') return '; check whether it was printed: printed confirms it, retry sends it again';
  return state === 'PRINTING' ? '; cancel stops it' : '';
}

/**
 * An event that the job's state forbids; nothing was changed. Thrown by `transition` (spool/job/job.ts): HTTP 409
 * `not-possible`. The pipeline and the scheduler catch it and drop their work where a user acted first, for example cancelled.
 */
export class TransitionRefusal extends Error {
  /** As it is: id, state and reason. */
  readonly job: { readonly id: string; readonly state: string; readonly reason: string };

  constructor(
    job: { readonly id: string; readonly state: string; readonly reason: string },
    event: { readonly kind: string },
    because?: string,
  ) {
    const why = because === undefined ? instead(job.state) : `: ${because}`;
    super(`job ${job.id} is ${job.state} (${job.reason}) and cannot be ${event.kind}${why}`);
    this.name = 'TransitionRefusal';
    this.job = { id: job.id, state: job.state, reason: job.reason };
  }
}

/** A job whose pixels retention has removed cannot be printed any more: HTTP 409 `pixels-removed`. */
export class PixelsRemovedRefusal extends Error {
  constructor(job: { readonly id: string }) {
    super(`the pixels of job ${job.id} are no longer kept`);
    this.name = 'PixelsRemovedRefusal';
  }
}

/** A request id was used again with other options, so the request is not a retry: HTTP 409 `request-id-reused`. */
export class RequestReuseRefusal extends Error {
  /** @param job the job that the id was used for */
  constructor(
    requestId: string,
    job: { readonly id: string; readonly printer: string; readonly copies: number },
  ) {
    const copies = job.copies === 1 ? '1 copy' : `${job.copies} copies`;
    super(
      `requestId "${requestId}" was used for job ${job.id}, printed on ${job.printer} with ${copies}; use another one for another request`,
    );
    this.name = 'RequestReuseRefusal';
  }
}
