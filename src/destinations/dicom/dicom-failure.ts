// What a failure at the imager means for the delivery: whether the job, the moment or the device is the cause, and the term
// reported to clients (PS3.3 C.13.9.1). One table, by the cause of a PrintFailure and by DIMSE status.
import { JobFailure, messageOf, SetupFailure, unreachable } from '../../shared/errors/errors.ts';
import { PrintFailure } from '../../shared/errors/device-failures.ts';
import type { DeliveryResult, FailureCause } from '../destination.ts';
import { locallyFailed } from '../local-trouble.ts';

type Failed = Extract<DeliveryResult, { kind: 'failed' }>;
type Meaning = readonly [cause: FailureCause, statusInfo: string];

/** A term as DICOM writes it, or UNKNOWN: what a device says may be anything. */
export function infoTerm(text: string | undefined, otherwise = 'UNKNOWN'): string {
  return text !== undefined && /^[A-Z0-9_ ]{1,16}$/.test(text) ? text : otherwise;
}

/** Statuses that pass: the same film may go through later (PS3.4 H.4, PS3.7 C.5). */
const passing: Readonly<Record<number, string>> = {
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
      // A wrong title, or a client that it does not know: an administrator must correct it, and then the film prints.
      return ['device', 'ELEC CONFIG ERR'];
    case 'rejected-passing':
      return ['device', 'PRINTER BUSY'];
    case 'out-of-order':
      return ['device', infoTerm(failure.statusInfo, 'CHECK PRINTER')];
    case 'lost':
      return ['passing', 'CHECK PRINTER'];
    case 'not-offered':
      return ['refused', 'ELEC CONFIG ERR'];
    case 'refused': {
      const passes = passing[failure.status ?? -1];
      return passes === undefined ? ['refused', 'INVALID PAGE DES'] : ['passing', passes];
    }
    default:
      throw unreachable(failure.kind);
  }
}

/** What anything thrown by a try means. */
export function failureOf(error: unknown): Failed {
  const failed = ([cause, statusInfo]: Meaning): Failed => ({
    ...({ kind: 'failed', cause, statusInfo } as const),
    error: messageOf(error),
  });
  if (error instanceof PrintFailure) return failed(meaningOf(error));
  const local = locallyFailed(error);
  if (local) return local;
  if (error instanceof JobFailure) return failed(['refused', 'INVALID PAGE DES']);
  // Certificates that cannot be read.
  if (error instanceof SetupFailure) return failed(['device', 'ELEC CONFIG ERR']);
  return failed(['passing', 'CHECK PRINTER']);
}
