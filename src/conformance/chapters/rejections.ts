// The A-ASSOCIATE-RJ that the server may send, from its table of rejections (PS3.2 table E.4.2-9).
import {
  applicationContextNotSupported,
  calledAeTitleNotRecognized,
  callingAeTitleNotRecognized,
  internalError,
  localLimitExceeded,
  noReasonGiven,
  protocolVersionNotSupported,
  reasonWords,
  temporaryCongestion,
  unparsableRequest,
  type Rejection,
} from '../../dicom/pdu/rejection.ts';
import { table, type Table } from '../formats/document.ts';

const rejections: readonly (readonly [Rejection, explanation: string])[] = [
  [
    localLimitExceeded(''),
    'The configured number of simultaneous associations is reached, either of all clients or of the clients that the access rule counts as one. The same request may succeed later.',
  ],
  [
    temporaryCongestion(''),
    'The free disk space is below the configured minimum (spool.minFreeBytes), and the request proposes other SOP classes than Verification, Printer, Printer Configuration Retrieval, Print Job and Print Queue Management. The same request may succeed later.',
  ],
  [internalError, 'An internal error occurred. The same request may succeed later.'],
  [applicationContextNotSupported(''), 'The Application Context Name is not that of DICOM.'],
  [
    calledAeTitleNotRecognized(''),
    'No printer of the configuration has the called AE title, or the access rule of the client does not allow that printer. The configuration of the client or of the server must be corrected.',
  ],
  [
    callingAeTitleNotRecognized(''),
    'No access rule allows the calling AE title. The same request will not succeed unless the configuration is changed.',
  ],
  [
    noReasonGiven(''),
    'No access rule allows the address of the client, or its certificate does not match the rules.',
  ],
  [unparsableRequest(''), 'The association request cannot be parsed.'],
  [protocolVersionNotSupported(0), 'The protocol version field does not contain version 1.'],
];

const results = { 1: '1 – rejected-permanent', 2: '2 – rejected-transient' } as const;
const sources = {
  1: '1 – DICOM UL service-user',
  2: '2 – DICOM UL service-provider (ACSE related function)',
  3: '3 – DICOM UL service-provider (Presentation related function)',
} as const;

export function rejectionTable(): Table {
  return table(
    'Association rejection reasons',
    ['Result', 'Source', 'Reason', 'Explanation'],
    rejections.map(([{ result, source, reason }, explanation]) => [
      results[result],
      sources[source],
      `${reason} – ${reasonWords({ source, reason }) ?? ''}`,
      explanation,
    ]),
  );
}
