// Why there is no association with a printer, as a sentence that says what to look at.
import type { RequestorOptions } from '../dicom/upper-layer/requestor.ts';
import { tlsReasonOf } from '../dicom/net/tls-reasons.ts';
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
      return "; the printer may not let this machine's address in, or its certificate";
    case 3:
      return `; we called as "${address.callingAeTitle}": the printer must allow that AE title, or call as one that it allows`;
    case 7:
      return `; check the printer's AE title, "${address.calledAeTitle}" was called, and whether it is there for us`;
    default:
      return '';
  }
}

/** @param error what `connect` threw */
export function connectSentence(error: unknown, address: Address): string {
  const { host, port, tls } = address;
  if (error instanceof AssociationRefusal) return error.message + advice(error, address);
  const tlsReason = tlsReasonOf(error);
  if (tlsReason !== undefined) return `no TLS connection with ${host} port ${port}: ${tlsReason}`;
  if (error instanceof AssociationFailure) {
    // In TLS 1.3 a server examines our certificate when the handshake is already complete for us.
    const perhaps = tls
      ? 'it may not take our certificate, or want one'
      : 'it may want TLS, or be no DICOM port';
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
      return `there is no host "${host}"; check its name`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return `${host} port ${port} cannot be reached (${messageOf(error)}); check the address and the network`;
    default:
      return `${host} port ${port}: ${messageOf(error)}`;
  }
}
