// Why an association with a printer could not be opened, as a sentence that says what to check. Start at `connectSentence`.
import type { RequestorOptions } from '../dicom/upper-layer/requestor.ts';
import { tlsReasonOf } from '../shared/tls/tls-reasons.ts';
import { messageOf, systemCodeOf } from '../shared/errors/errors.ts';
import { AssociationFailure, AssociationRefusal } from '../shared/errors/wire-failures.ts';

type Address = Pick<RequestorOptions, 'host' | 'port' | 'calledAeTitle' | 'callingAeTitle'> & {
  readonly tls?: unknown;
};

/** What to do about the reasons of PS3.8 table 9-21 that depend on a setting. */
function advice({ source, reason }: AssociationRefusal, address: Address): string {
  if (source !== 1) return '';
  switch (reason) {
    case 1:
      return "; the printer may not accept this machine's address or certificate";
    case 3:
      return `; we called as "${address.callingAeTitle}": the printer must allow that AE title, or call as one that it allows`;
    case 7:
      return `; check the printer's AE title, "${address.calledAeTitle}" was called, and whether the printer accepts it from this client`;
    default:
      return '';
  }
}

/** @param error the error that `connect` threw */
export function connectSentence(error: unknown, address: Address): string {
  const { host, port, tls } = address;
  if (error instanceof AssociationRefusal) return error.message + advice(error, address);
  const tlsReason = tlsReasonOf(error);
  if (tlsReason !== undefined) return `no TLS connection with ${host} port ${port}: ${tlsReason}`;
  if (error instanceof AssociationFailure) {
    // In TLS 1.3 the server checks our certificate after the handshake is complete on our side.
    const perhaps = tls
      ? 'it may not accept our certificate, or may require one'
      : 'it may require TLS, or may not be a DICOM port';
    const { message } = error;
    if (message.includes('did not accept the connection'))
      return `${message}; check the address and the network`;
    if (message.includes('did not finish the TLS handshake')) return `${message}; it may not offer TLS there`;
    if (message.includes('did not answer the association request'))
      return `${message} on ${host} port ${port}; ${perhaps}`;
    if (error.end.kind === 'lost') return `${host} port ${port}: ${message} before it answered; ${perhaps}`;
  }
  switch (systemCodeOf(error)) {
    case 'ECONNREFUSED':
      return `nothing listens on ${host} port ${port}; check that the printer runs and that this is its DICOM port`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `host name "${host}" not found; check its spelling`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return `${host} port ${port} cannot be reached (${messageOf(error)}); check the address and the network`;
    default:
      return `${host} port ${port}: ${messageOf(error)}`;
  }
}
