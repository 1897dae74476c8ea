// Where the imager is called, and how long it is waited for: for films, and for a short question.
import type { PrinterAddress } from '../../print-scu/print-association.ts';
import { tlsOfFiles } from '../../print-scu/tls-of-files.ts';
import type { RemoteEntity } from '../../shared/film/printer.ts';
import type { DicomDestination } from './dicom-settings.ts';

/** MinRate while an association is used, ms; that of the standard's example (PS3.2 table E.4.4-2). */
const used = { artim: 30_000, idle: 360_000, silentDataSet: 0 };

/** How long each step of a question may take, ms: all of it within the 8 s that a device has to answer. */
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

/** Throws SetupFailure for certificates that cannot be read. */
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

/** The same for a question how it is, or whether it answers. */
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
