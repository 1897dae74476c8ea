// The table of all failures with a code, by receiver: invalid bytes are answered with an A-ABORT, a job that fails ends in
// FAILURE (or in UNKNOWN, where its outcome is not known), a wrong set-up ends the process with an exit code and one sentence.
// Unacceptable DIMSE requests get a status (print-scp/rules/status.ts). docs/reference/errors.md is generated from this table.

/** A-ABORT with source "DICOM UL service-provider" and one of the reasons of PS3.8 table 9-26. */
interface WireError {
  readonly address: 'wire';
  readonly abortReason: 0 | 1 | 2 | 4 | 5 | 6;
  readonly meaning: string;
}

/** The job ends in FAILURE; `executionStatusInfo` is what DICOM clients read (PS3.3 C.13.8). */
interface JobError {
  readonly address: 'job';
  readonly executionStatusInfo: string;
  readonly meaning: string;
}

/** The job ends in UNKNOWN, until a user reports the outcome; clients read PRINTING and `executionStatusInfo`. */
interface OutcomeError {
  readonly address: 'outcome';
  readonly executionStatusInfo: string;
  readonly meaning: string;
}

/** The process ends with `exitCode` after one sentence on standard error. */
interface SetupError {
  readonly address: 'setup';
  readonly exitCode: number;
  readonly meaning: string;
}

export const errorTable = {
  'pdu-unrecognized': {
    address: 'wire',
    abortReason: 1,
    meaning: 'A PDU of a type that PS3.8 does not define.',
  },
  'pdu-unexpected': {
    address: 'wire',
    abortReason: 2,
    meaning: 'A PDU that is not allowed in the state of the association.',
  },
  'pdu-invalid': {
    address: 'wire',
    abortReason: 6,
    meaning: 'A PDU whose lengths or values contradict each other or exceed a limit.',
  },
  'dimse-invalid': {
    address: 'wire',
    abortReason: 0,
    meaning: 'A DIMSE message that cannot be decoded: no command field, a wrong context, mixed fragments.',
  },
  'data-set-invalid': {
    address: 'wire',
    abortReason: 0,
    meaning: 'A data set whose declared lengths exceed what was sent or what is allowed.',
  },
  'association-timeout': {
    address: 'wire',
    abortReason: 0,
    meaning: 'The peer sent nothing for longer than the configured time.',
  },
  'render-failed': {
    address: 'job',
    executionStatusInfo: 'INVALID PAGE DES',
    meaning: 'A film of the job could not be laid out or toned.',
  },
  'pixels-missing': {
    address: 'job',
    executionStatusInfo: 'INVALID PAGE DES',
    meaning: 'Pixel data of an accepted job is no longer in the spool.',
  },
  'delivery-failed': {
    address: 'job',
    executionStatusInfo: 'CHECK PRINTER',
    meaning: 'A destination refused the job or failed more often than allowed.',
  },
  'job-cancelled': {
    address: 'job',
    // A term of PS3.2 table E.4.2-34; PS3.3 has none for cancellation.
    executionStatusInfo: 'JOB CANCELED',
    meaning: 'A user cancelled the job.',
  },
  'outcome-unknown': {
    address: 'outcome',
    executionStatusInfo: 'CHECK PRINTER',
    meaning:
      'Sent, but it cannot be determined whether the device printed the films. A user checks, then runs `printed` or `retry`.',
  },
  usage: {
    address: 'setup',
    exitCode: 1,
    meaning: 'The command has invalid options or failed.',
  },
  'measurement-unusable': {
    address: 'setup',
    exitCode: 1,
    meaning:
      'A measured or scanned calibration target does not give a calibration; the message says what to do.',
  },
  'config-invalid': {
    address: 'setup',
    exitCode: 2,
    meaning: 'The configuration is invalid; the message names the key, the value found and what is allowed.',
  },
  'port-in-use': {
    address: 'setup',
    exitCode: 3,
    meaning: 'Another program listens on the DICOM or HTTP port, or this user may not open it.',
  },
  'data-folder-held': {
    address: 'setup',
    exitCode: 4,
    meaning: 'Another server uses the data folder.',
  },
  'data-folder-unusable': {
    address: 'setup',
    exitCode: 5,
    meaning: 'The data folder cannot be created or written, or contains files of other programs.',
  },
  'server-defect': {
    address: 'setup',
    exitCode: 70,
    meaning:
      'An unhandled error: a defect of Hardcopy. The server logs it, accepts no more films, finishes the work in progress and ends. Start it again.',
  },
  'job-store-lost': {
    address: 'setup',
    exitCode: 6,
    meaning:
      'The job store failed while the server was running. Start the server again: it opens the store again.',
  },
} as const satisfies Record<string, WireError | JobError | OutcomeError | SetupError>;

export type ErrorCode = keyof typeof errorTable;
type CodeAt<A extends string> = {
  [K in ErrorCode]: (typeof errorTable)[K]['address'] extends A ? K : never;
}[ErrorCode];
export type WireErrorCode = CodeAt<'wire'>;
export type JobErrorCode = CodeAt<'job'>;
export type OutcomeErrorCode = CodeAt<'outcome'>;
export type SetupErrorCode = CodeAt<'setup'>;
