// What the spool says no to, as the API says it: 404 for what there is not, 409 with the sentence when the state of a job
// forbids it, 503 while the queue is full.
import {
  PixelsRemovedRefusal,
  PrinterRemovedRefusal,
  QueueFullRefusal,
  RequestRefusal,
  RequestReuseRefusal,
  TransitionRefusal,
  UnknownJobRefusal,
  UnknownPrinterRefusal,
} from '../shared/errors/request-refusals.ts';

/** The refusal that an error of the spool is; undefined for a fault of ours. */
export function refusalOf(error: unknown): RequestRefusal | undefined {
  if (error instanceof RequestRefusal) return error;
  if (error instanceof UnknownJobRefusal)
    return new RequestRefusal('no-such-job', `${error.message}; GET /api/jobs lists existing ones`);
  if (error instanceof UnknownPrinterRefusal)
    return new RequestRefusal('no-such-printer', `${error.message}; GET /api/printers lists existing ones`);
  if (error instanceof TransitionRefusal) return new RequestRefusal('not-possible', error.message);
  if (error instanceof PrinterRemovedRefusal) return new RequestRefusal('printer-removed', error.message);
  if (error instanceof PixelsRemovedRefusal) return new RequestRefusal('pixels-removed', error.message);
  if (error instanceof RequestReuseRefusal) return new RequestRefusal('request-id-reused', error.message);
  if (error instanceof QueueFullRefusal)
    return new RequestRefusal('queue-full', `the print queue is full: ${error.message}`);
  return undefined;
}
