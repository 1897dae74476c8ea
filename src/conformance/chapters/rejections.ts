// The A-ASSOCIATE-RJ that the server may send, made from the rejections it knows (PS3.2 table E.4.2-9).
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
    'The configured number of simultaneous associations is reached, of all clients or of those that the access rule counts as one. The same request may succeed later.',
  ],
  [
    temporaryCongestion(''),
    'The disk has less room than configured (spool.minFreeBytes), and the request proposes other SOP classes than Verification, Printer, Printer Configuration Retrieval, Print Job and Print Queue Management. The same request may succeed later.',
  ],
  [internalError, 'The request could not be decided on. The same request may succeed later.'],
  [applicationContextNotSupported(''), 'The Application Context Name is not that of DICOM.'],
  [
    calledAeTitleNotRecognized(''),
    'No printer of the configuration has the called AE title, or the access rule of the client does not let it call that printer. The client or the server is set up wrongly.',
  ],
  [
    callingAeTitleNotRecognized(''),
    'No access rule lets in the calling AE title. The same request will not succeed unless the configuration is changed.',
  ],
  [
    noReasonGiven(''),
    'No access rule lets in the address of the client, or its certificate is not one that the rules want.',
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
