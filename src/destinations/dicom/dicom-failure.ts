// What a failure at the imager means for the delivery: whether the job, a transient problem or the device is the cause, and
// the term reported to clients (PS3.3 C.13.9.1). One table, by the cause of a PrintFailure and by DIMSE status.
import { JobFailure, messageOf, SetupFailure, unreachable } from '../../shared/errors/errors.ts';
import { PrintFailure } from '../../shared/errors/device-failures.ts';
import type { DeliveryResult, FailureCause } from '../destination.ts';
import { locallyFailed } from '../local-trouble.ts';

type Failed = Extract<DeliveryResult, { kind: 'failed' }>;
type Meaning = readonly [cause: FailureCause, statusInfo: string];

/** A term in DICOM's syntax, or UNKNOWN: a device may send any text. */
export function infoTerm(text: string | undefined, otherwise = 'UNKNOWN'): string {
  return text !== undefined && /^[A-Z0-9_ ]{1,16}$/.test(text) ? text : otherwise;
}

/** Transient statuses: the same film may be accepted later (PS3.4 H.4, PS3.7 C.5). */
const transientStatuses: Readonly<Record<number, string>> = {
  0x0110: 'CHECK PRINTER',
  0x0213: 'PRINT BUFF FULL',
  0xc601: 'PRINT BUFF FULL',
  0xc602: 'PRINT BUFF FULL',
  0xc605: 'PRINT BUFF FULL',
};

function meaningOf(failure: PrintFailure): Meaning {
  switch (failure.kind) {
    case 'unreachable':
      return ['device', 'PRINTER OFFLINE'];
    case 'rejected':
      // An incorrect AE title, or a client that the imager does not know: once an administrator has corrected it, the film
      // prints.
      return ['device', 'ELEC CONFIG ERR'];
    case 'rejected-transient':
      return ['device', 'PRINTER BUSY'];
    case 'out-of-order':
      return ['device', infoTerm(failure.statusInfo, 'CHECK PRINTER')];
    case 'lost':
      return ['transient', 'CHECK PRINTER'];
    case 'not-offered':
      return ['refused', 'ELEC CONFIG ERR'];
    case 'refused': {
      const statusInfo = transientStatuses[failure.status ?? -1];
      return statusInfo === undefined ? ['refused', 'INVALID PAGE DES'] : ['transient', statusInfo];
    }
    default:
      throw unreachable(failure.kind);
  }
}

/** What any error thrown by an attempt means. */
export function failureOf(error: unknown): Failed {
  const failed = ([cause, statusInfo]: Meaning): Failed => ({
    ...({ kind: 'failed', cause, statusInfo } as const),
    error: messageOf(error),
  });
  if (error instanceof PrintFailure) return failed(meaningOf(error));
  const local = locallyFailed(error);
  if (local) return local;
  if (error instanceof JobFailure) return failed(['refused', 'INVALID PAGE DES']);
  // Unreadable certificates.
  if (error instanceof SetupFailure) return failed(['device', 'ELEC CONFIG ERR']);
  return failed(['transient', 'CHECK PRINTER']);
}
