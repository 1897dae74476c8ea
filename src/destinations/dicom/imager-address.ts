// The address of the imager and the time limits of a call: for films, and for a short query.
import type { PrinterAddress } from '../../print-scu/print-association.ts';
import { tlsOfFiles } from '../../print-scu/tls-of-files.ts';
import type { RemoteEntity } from '../../shared/film/printer.ts';
import type { DicomDestination } from './dicom-settings.ts';

/** Minimum receive rate while an association is in use, ms; as in the example of the standard (PS3.2 table E.4.4-2). */
const used = { artim: 30_000, idle: 360_000, silentDataSet: 0 };

/** How long each step of a query may take, ms: the whole query must end within the 8 s that a device has to answer. */
const questionMs = 2_500;

function addressOf(remote: RemoteEntity): PrinterAddress {
  const { host, port, aeTitle, callingAeTitle, tls, name, transferSyntaxes } = remote;
  return {
    host,
    port,
    calledAeTitle: aeTitle,
    callingAeTitle,
    ...(transferSyntaxes && { transferSyntaxes }),
    ...(tls ? { tls: tlsOfFiles(tls, (file) => `tls.${file} of ${name}`) } : {}),
  };
}

/** Throws SetupFailure for unreadable certificates. */
export function imagerAddress(destination: DicomDestination): PrinterAddress {
  const { connect, association, release, betweenPackets } = destination.timeouts;
  const { maxPduLength, maxPduSent } = destination;
  return {
    ...addressOf({ ...destination, name: `destination ${destination.name}` }),
    timeouts: { ...used, connect, association, release, betweenPackets },
    ...(maxPduLength !== undefined && { maxPduLength }),
    ...(maxPduSent !== undefined && { maxPduSent }),
  };
}

/** The same for a query of its state, or a verification. */
export function questionAddress(remote: RemoteEntity): PrinterAddress {
  const timeouts = {
    ...used,
    artim: 1_000,
    betweenPackets: questionMs,
    connect: questionMs,
    association: questionMs,
    release: 1_000,
  };
  return { ...addressOf(remote), timeouts };
}

export const questionResponseMs = questionMs;
