// PDUs encoded by hand with comments on their meaning (PS3.8 9.3, PS3.7 D.3.3), and the same PDUs as `Pdu`. Shared by
// the tests of the reader, the writer and the connections.
import type { AssociateAc, AssociateRq, Pdu } from '../../src/dicom/pdu/pdu.ts';
import { chars, wire } from './data-set-bytes.ts';

export interface PduExample {
  readonly name: string;
  readonly bytes: Buffer;
  readonly pdu: Pdu;
}

const applicationContext = '1.2.840.10008.3.1.1.1';
const verification = '1.2.840.10008.1.1';
const grayscaleMeta = '1.2.840.10008.5.1.1.9';
const implicitLittle = '1.2.840.10008.1.2';
const explicitLittle = '1.2.840.10008.1.2.1';

/** An item: type, reserved, length, body. */
export function item(type: string, ...body: readonly (string | Uint8Array)[]): Buffer {
  const bytes = wire(...body);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return wire(type, '00', length, bytes);
}

/** A PDU: type, reserved, length, body. */
export function pdu(type: string, ...body: readonly (string | Uint8Array)[]): Buffer {
  const bytes = wire(...body);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return wire(type, '00', length, bytes);
}

const associateRqBytes = wire(
  // 01H A-ASSOCIATE-RQ, reserved, 201 bytes follow
  '01 00 000000c9',
  // protocol version 1, reserved
  '0001 0000',
  // called AE title "HARDCOPY", padded to 16
  '48415244434f5059 2020202020202020',
  // calling AE title "CT1", padded to 16
  '435431 20202020202020202020202020',
  // 32 reserved bytes
  '00'.repeat(32),
  // application context, 21 bytes: 1.2.840.10008.3.1.1.1
  '10 00 0015',
  chars(applicationContext),
  // presentation context, 46 bytes: id 1, reserved
  '20 00 002e 01 000000',
  // abstract syntax, 17 bytes: Verification
  '30 00 0011',
  chars(verification),
  // transfer syntax, 17 bytes: implicit VR little endian
  '40 00 0011',
  chars(implicitLittle),
  // user information, 54 bytes
  '50 00 0036',
  // maximum length 16384
  '51 00 0004 00004000',
  // implementation class UID, 28 bytes
  '52 00 001c',
  chars('1.2.276.0.7230010.3.0.3.6.99'),
  // implementation version name, 10 bytes
  '55 00 000a',
  chars('OFFIS_DCMT'),
);

const associateRq: AssociateRq = {
  kind: 'A-ASSOCIATE-RQ',
  protocolVersion: 1,
  calledAeTitle: 'HARDCOPY',
  callingAeTitle: 'CT1',
  applicationContextName: applicationContext,
  contexts: [{ id: 1, abstractSyntax: verification, transferSyntaxes: [implicitLittle] }],
  userInformation: {
    maxPduLength: 16384,
    implementationClassUid: '1.2.276.0.7230010.3.0.3.6.99',
    implementationVersionName: 'OFFIS_DCMT',
    roleSelections: [],
    sopClassExtended: [],
    sopClassCommonExtended: [],
    unknownItems: [],
  },
  unknownItems: [],
};

/** Every sub-item that a request can carry, and two unknown ones. */
const fullRqBytes = pdu(
  '01',
  // protocol version 1, reserved, "HARDCOPY", "MR_ROOM_2", 32 reserved bytes
  '0001 0000',
  chars('HARDCOPY        '),
  chars('MR_ROOM_2       '),
  '00'.repeat(32),
  item('10', chars(applicationContext)),
  // presentation context id 3: Grayscale Print Management Meta in two transfer syntaxes
  item(
    '20',
    '03 000000',
    item('30', chars(grayscaleMeta)),
    item('40', chars(explicitLittle)),
    item('40', chars(implicitLittle)),
  ),
  item(
    '50',
    // any length of P-DATA-TF
    item('51', '00000000'),
    item('52', chars('1.2.3')),
    // asynchronous operations: 4 invoked, 0 (any number) performed
    item('53', '0004 0000'),
    // role: UID of 21 bytes, SCU 1, SCP 0
    item('54', '0015', chars(grayscaleMeta), '01 00'),
    item('55', chars('V1')),
    // SOP class extended negotiation: UID, then information of its own
    item('56', '0015', chars(grayscaleMeta), 'c0ffee'),
    // SOP class common extended negotiation: SOP class 1.2, service class 1.3, related classes 1.4 and 1.5.6
    item(
      '57',
      '0003',
      chars('1.2'),
      '0003',
      chars('1.3'),
      '000c',
      '0003',
      chars('1.4'),
      '0005',
      chars('1.5.6'),
    ),
    // user identity: type 2 (name and passcode), answer wanted, "bob", "secret"
    item('58', '02 01 0003', chars('bob'), '0006', chars('secret')),
    // a sub-item of a future edition
    item('5a', 'abcd'),
  ),
  // an item of a future edition
  item('60', '01'),
);

const fullRq: AssociateRq = {
  kind: 'A-ASSOCIATE-RQ',
  protocolVersion: 1,
  calledAeTitle: 'HARDCOPY',
  callingAeTitle: 'MR_ROOM_2',
  applicationContextName: applicationContext,
  contexts: [{ id: 3, abstractSyntax: grayscaleMeta, transferSyntaxes: [explicitLittle, implicitLittle] }],
  userInformation: {
    maxPduLength: 0,
    implementationClassUid: '1.2.3',
    asyncOperationsWindow: { invoked: 4, performed: 0 },
    roleSelections: [{ sopClassUid: grayscaleMeta, scu: true, scp: false }],
    implementationVersionName: 'V1',
    sopClassExtended: [{ sopClassUid: grayscaleMeta, information: wire('c0ffee') }],
    sopClassCommonExtended: [
      { sopClassUid: '1.2', serviceClassUid: '1.3', relatedGeneralSopClassUids: ['1.4', '1.5.6'] },
    ],
    userIdentity: {
      type: 2,
      positiveResponseRequested: true,
      primaryField: chars('bob'),
      secondaryField: chars('secret'),
    },
    unknownItems: [{ type: 0x5a, bytes: wire('abcd') }],
  },
  unknownItems: [{ type: 0x60, bytes: wire('01') }],
};

const associateAcBytes = pdu(
  '02',
  '0001 0000',
  chars('HARDCOPY        '),
  chars('CT1             '),
  '00'.repeat(32),
  item('10', chars(applicationContext)),
  // context id 1 accepted (0) with explicit VR little endian
  item('21', '01 00 00 00', item('40', chars(explicitLittle))),
  // context id 3 refused: abstract syntax not supported (3); its transfer syntax is not significant
  item('21', '03 00 03 00', item('40', chars(implicitLittle))),
  item('50', item('51', '00020000'), item('52', chars('1.2.3')), item('59', '0002', chars('ok'))),
);

const associateAc: AssociateAc = {
  kind: 'A-ASSOCIATE-AC',
  protocolVersion: 1,
  calledAeTitle: 'HARDCOPY',
  callingAeTitle: 'CT1',
  applicationContextName: applicationContext,
  contexts: [
    { id: 1, result: 0, transferSyntax: explicitLittle },
    { id: 3, result: 3, transferSyntax: implicitLittle },
  ],
  userInformation: {
    maxPduLength: 131072,
    implementationClassUid: '1.2.3',
    roleSelections: [],
    sopClassExtended: [],
    sopClassCommonExtended: [],
    userIdentityResponse: chars('ok'),
    unknownItems: [],
  },
  unknownItems: [],
};

export const pduExamples: readonly PduExample[] = [
  { name: 'A-ASSOCIATE-RQ of a C-ECHO client', bytes: associateRqBytes, pdu: associateRq },
  { name: 'A-ASSOCIATE-RQ with every sub-item', bytes: fullRqBytes, pdu: fullRq },
  { name: 'A-ASSOCIATE-AC', bytes: associateAcBytes, pdu: associateAc },
  {
    name: 'A-ASSOCIATE-RJ',
    // 03H, 4 bytes: reserved, permanent (1), service user (1), called AE title not recognized (7)
    bytes: wire('03 00 00000004 00 01 01 07'),
    pdu: { kind: 'A-ASSOCIATE-RJ', result: 1, source: 1, reason: 7 },
  },
  {
    name: 'P-DATA-TF with a command and the beginning of a data set',
    bytes: wire(
      // 04H, 19 bytes
      '04 00 00000013',
      // PDV of 5 bytes: context 1, command (1) and last (2), three bytes of data
      '00000005 01 03 aabbcc',
      // PDV of 6 bytes: context 1, data set, not the last, four bytes
      '00000006 01 00 01020304',
    ),
    pdu: {
      kind: 'P-DATA-TF',
      pdvs: [
        { contextId: 1, isCommand: true, isLast: true, data: wire('aabbcc') },
        { contextId: 1, isCommand: false, isLast: false, data: wire('01020304') },
      ],
    },
  },
  {
    name: 'P-DATA-TF whose last PDV is empty',
    // 04H, 6 bytes: PDV of 2 bytes, context 255, data set (0) and last (2)
    bytes: wire('04 00 00000006 00000002 ff 02'),
    pdu: {
      kind: 'P-DATA-TF',
      pdvs: [{ contextId: 255, isCommand: false, isLast: true, data: new Uint8Array(0) }],
    },
  },
  { name: 'A-RELEASE-RQ', bytes: wire('05 00 00000004 00000000'), pdu: { kind: 'A-RELEASE-RQ' } },
  { name: 'A-RELEASE-RP', bytes: wire('06 00 00000004 00000000'), pdu: { kind: 'A-RELEASE-RP' } },
  {
    name: 'A-ABORT',
    // 07H, 4 bytes: two reserved, service provider (2), unexpected PDU (2)
    bytes: wire('07 00 00000004 0000 02 02'),
    pdu: { kind: 'A-ABORT', source: 2, reason: 2 },
  },
];

export const releaseRq = wire('05 00 00000004 00000000');
export const releaseRp = wire('06 00 00000004 00000000');
export const abortByUser = wire('07 00 00000004 0000 00 00');
/** An A-ABORT of the service provider with this reason. */
export const abortByProvider = (reason: number) => wire('07 00 00000004 0000 02', Buffer.of(reason));
