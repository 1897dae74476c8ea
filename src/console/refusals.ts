// What the spool says no to, as the API says it: 404 for what there is not, 409 with the sentence when the state of a job
// forbids it, 503 while the queue is full.
import { QueueFull } from '../shared/errors/errors.ts';
import { IllegalTransition, NotKept } from '../spool/job/job.ts';
import { RequestReused } from '../spool/job/request-reused.ts';
import { UnknownJob, UnknownPrinter } from '../spool/job/unknown.ts';
import { Refusal } from './http/answers.ts';

/** The refusal that an error of the spool is; undefined for a fault of ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof UnknownJob)
    return new Refusal(404, 'no-such-job', `${error.message}; GET /api/jobs lists those that there are`);
  if (error instanceof UnknownPrinter)
    return new Refusal(
      404,
      'no-such-printer',
      `${error.message}; GET /api/printers lists those that there are`,
    );
  if (error instanceof IllegalTransition) return new Refusal(409, 'not-possible', error.message);
  if (error instanceof NotKept) return new Refusal(409, 'pixels-removed', error.message);
  if (error instanceof RequestReused) return new Refusal(409, 'request-id-reused', error.message);
  if (error instanceof QueueFull)
    return new Refusal(503, 'queue-full', `the print queue is full: ${error.message}`);
  return undefined;
}
