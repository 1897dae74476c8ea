// What a failed operation means for the delivery: whether a later attempt may succeed, what is reported to DICOM clients, and
// a sentence. Start at `failureOf`. The table is RFC 8011 B.1.
import { JobFailure, messageOf } from '../../../shared/errors/errors.ts';
import { IppFailure, IppRefusal, type IppTrouble } from '../../../shared/errors/device-failures.ts';
import type { DeliveryResult, DeviceState, FailureCause } from '../../destination.ts';
import { locallyFailed } from '../../local-trouble.ts';

export type FailedDelivery = Extract<DeliveryResult, { kind: 'failed' }>;

interface Meaning {
  readonly cause: FailureCause;
  readonly statusInfo: string;
  readonly advice: string;
}

const meaning = (cause: FailureCause, statusInfo: string, advice: string): Meaning => ({
  cause,
  statusInfo,
  advice,
});

/** By the status of an answer. */
const refusals: Readonly<Record<string, Meaning>> = {
  'server-error-busy': meaning('device', 'PRINTER BUSY', 'It is printing other jobs.'),
  'server-error-service-unavailable': meaning('device', 'PRINTER BUSY', 'It is starting or being serviced.'),
  'server-error-too-many-jobs': meaning('device', 'PRINT BUFF FULL', 'Its job queue is full.'),
  'server-error-not-accepting-jobs': meaning('device', 'PRINTER OFFLINE', 'Set it to accept jobs again.'),
  'server-error-printer-is-deactivated': meaning('device', 'PRINTER DOWN', 'Activate it.'),
  'server-error-device-error': meaning('transient', 'CHECK PRINTER', 'Check its panel.'),
  'server-error-temporary-error': meaning('transient', 'CHECK PRINTER', 'Its memory or disk may be full.'),
  'server-error-internal-error': meaning('transient', 'ELEC SW ERROR', 'Restart it if the problem persists.'),
  'server-error-job-canceled': meaning('refused', 'UNKNOWN', 'The job was cancelled at the device.'),
  'client-error-timeout': meaning('transient', 'CHECK PRINTER', 'The network may be too slow for it.'),
  'client-error-not-possible': meaning('transient', 'CHECK PRINTER', 'It cannot print now.'),
  'client-error-not-found': meaning('transient', 'ELEC CONFIG ERR', 'Check the path in its address.'),
  'client-error-forbidden': meaning('transient', 'ELEC CONFIG ERR', 'Allow this computer to print there.'),
  'client-error-not-authenticated': meaning('transient', 'ELEC CONFIG ERR', 'Set username and password.'),
  'client-error-not-authorized': meaning('transient', 'ELEC CONFIG ERR', 'Allow this user to print there.'),
  'client-error-request-entity-too-large': meaning(
    'refused',
    'INSUFFIC MEMORY',
    'The document is too large for it.',
  ),
  'client-error-document-format-not-supported': meaning(
    'refused',
    'INVALID PAGE DES',
    'It does not support the format.',
  ),
  'client-error-document-format-error': meaning(
    'refused',
    'INVALID PAGE DES',
    'It cannot read the document.',
  ),
  'client-error-document-unprintable-error': meaning(
    'refused',
    'INVALID PAGE DES',
    'It cannot print the document.',
  ),
};
const otherRefusal = meaning('refused', 'CHECK PRINTER', 'Check its log.');
const otherServerError = meaning('transient', 'CHECK PRINTER', 'Check its panel.');

/** By the reason for a missing answer. */
const troubles: Readonly<Record<IppTrouble, Omit<Meaning, 'cause'>>> = {
  unreachable: { statusInfo: 'PRINTER OFFLINE', advice: 'Switch it on, check its address and the network.' },
  silent: { statusInfo: 'PRINTER OFFLINE', advice: 'Check its panel, or restart it.' },
  slow: { statusInfo: 'PRINTER OFFLINE', advice: 'Check its panel and the network, or restart it.' },
  cut: { statusInfo: 'PRINTER OFFLINE', advice: 'It may have been switched off.' },
  certificate: {
    statusInfo: 'ELEC CONFIG ERR',
    advice: 'Set certificateFingerprint to the correct one.',
  },
  credentials: { statusInfo: 'ELEC CONFIG ERR', advice: 'Set username and password of the destination.' },
  refused: { statusInfo: 'ELEC CONFIG ERR', advice: 'Check the address of the destination.' },
  unavailable: {
    statusInfo: 'CHECK PRINTER',
    advice: 'Its disk may be full; restart it if the problem persists.',
  },
  'not-ipp': { statusInfo: 'ELEC CONFIG ERR', advice: 'Check that the address is that of an IPP printer.' },
};

function sentence(error: Error, advice: string): string {
  return `${error.message}. ${advice}`;
}

function meaningOf(status: string): Meaning {
  if (Object.hasOwn(refusals, status)) return refusals[status] ?? otherRefusal;
  return /^server-|^0x05/.test(status) ? otherServerError : otherRefusal;
}

/** For a printer that did not answer; `ready` is its state when it was queried again. */
function troubleResult(error: IppFailure, state: DeviceState): FailedDelivery {
  if (!state.ready) return { kind: 'failed', cause: 'device', statusInfo: state.info, error: state.detail };
  const { statusInfo, advice } = troubles[error.trouble];
  return { kind: 'failed', cause: 'transient', statusInfo, error: sentence(error, advice) };
}

/**
 * The result of an attempt that threw. `state` queries the state of the printer. The delivery waits for a printer that does
 * not answer at all, but not for one that fails only for this job; that would be retried without end.
 */
export async function failureOf(error: unknown, state: () => Promise<DeviceState>): Promise<FailedDelivery> {
  if (error instanceof IppFailure) return troubleResult(error, await state());
  if (error instanceof IppRefusal) {
    const { cause, statusInfo, advice } = meaningOf(error.status);
    return { kind: 'failed', cause, statusInfo, error: sentence(error, advice) };
  }
  const local = locallyFailed(error);
  if (local) return local;
  // The films cannot be converted to what the printer accepts; a retry would not change that.
  if (error instanceof JobFailure) {
    return { kind: 'failed', cause: 'refused', statusInfo: 'INVALID PAGE DES', error: error.message };
  }
  return { kind: 'failed', cause: 'transient', statusInfo: 'CHECK PRINTER', error: messageOf(error) };
}

/** The state of a printer that cannot be queried. */
export function stateWithout(error: unknown): DeviceState {
  const { statusInfo: info, advice } =
    error instanceof IppFailure
      ? troubles[error.trouble]
      : error instanceof IppRefusal
        ? meaningOf(error.status)
        : { statusInfo: 'CHECK PRINTER', advice: '' };
  const detail = `${messageOf(error)}. ${advice}`.trim();
  return { status: 'FAILURE', info, detail, ready: false };
}

/** Statuses that refuse the operation, although the printer lists it. Another operation may have the same effect. */
export function isOperationRefused(error: unknown): boolean {
  return (
    error instanceof IppRefusal && /-(bad-request|operation-not-supported|not-possible)$/.test(error.status)
  );
}

/** Statuses that refuse the format, or a document of this size. Another format may be accepted. */
export function isAboutFormat(error: unknown): boolean {
  return (
    error instanceof IppRefusal &&
    /(document-(format-not-supported|format-error|unprintable-error)|request-entity-too-large)$/.test(
      error.status,
    )
  );
}

/** Refusals of the format itself, whatever the document. */
export function isFormatRefused(error: unknown): boolean {
  return error instanceof IppRefusal && error.status === 'client-error-document-format-not-supported';
}

/** Statuses that are over in seconds: worth retrying at once. */
export function isBusy(error: unknown): boolean {
  return error instanceof IppRefusal && /-(busy|service-unavailable|too-many-jobs)$/.test(error.status);
}
