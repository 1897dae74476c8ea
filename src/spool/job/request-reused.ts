// A request id names one request: with other options it is a mistake of the caller, not a retry.
import type { Job } from './job-types.ts';

export class RequestReused extends Error {
  constructor(requestId: string, { id, printer, copies }: Job) {
    super(
      `requestId "${requestId}" was used for job ${id}, printed on ${printer} with ${copies === 1 ? '1 copy' : `${copies} copies`}; use another one for another request`,
    );
    this.name = 'RequestReused';
  }
}
