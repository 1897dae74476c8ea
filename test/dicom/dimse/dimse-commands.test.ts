// Command sets: the bytes of PS3.7, and deviations of real clients.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Command, NGetRequest, ResponseTo } from '../../../src/dicom/dimse/dimse-commands.ts';
import { decodeCommand, encodeCommand } from '../../../src/dicom/dimse/dimse-commands.ts';
import { WireFailure } from '../../../src/shared/errors/errors.ts';
import { chars, wire } from '../../support/data-set-bytes.ts';

/** N-CREATE-RQ of a film session, message 1, without an instance UID, with a data set. */
const createSession = wire(
  // (0000,0000) group length: 68 bytes follow
  '00 00 00 00  04 00 00 00  44 00 00 00',
  // (0000,0002) Affected SOP Class UID, 22 bytes with its padding
  '00 00 02 00  16 00 00 00',
  chars('1.2.840.10008.5.1.1.1\0'),
  // (0000,0100) Command Field: N-CREATE-RQ
  '00 00 00 01  02 00 00 00  40 01',
  // (0000,0110) Message ID: 1
  '00 00 10 01  02 00 00 00  01 00',
  // (0000,0800) Command Data Set Type: one follows
  '00 00 00 08  02 00 00 00  01 00',
  // (0000,1000) Affected SOP Instance UID: empty
  '00 00 00 10  00 00 00 00',
);

const filmSession = {
  kind: 'N-CREATE-RQ',
  messageId: 1,
  hasDataSet: true,
  affectedSopClassUid: '1.2.840.10008.5.1.1.1',
};

/** The command's bytes with one element's bytes in place of another's. */
function replaced(bytes: Buffer, from: Uint8Array, to: Uint8Array): Buffer {
  const at = bytes.indexOf(from);
  assert.notEqual(at, -1);
  return Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)]);
}

function failsAs(bytes: Uint8Array, message: RegExp): void {
  assert.throws(
    () => decodeCommand(bytes),
    (error) => error instanceof WireFailure && error.code === 'dimse-invalid' && message.test(error.message),
  );
}

test('N-CREATE-RQ is read; an empty instance UID is none', () => {
  assert.deepEqual(decodeCommand(createSession), filmSession);
});

test('instance UIDs of nothing but padding are none', () => {
  for (const padding of ['\0\0', '  ', '\0 ', ' \0']) {
    const padded = replaced(
      createSession,
      wire('00 00 00 10  00 00 00 00'),
      wire('00 00 00 10  02 00 00 00', chars(padding)),
    );
    assert.deepEqual(decodeCommand(padded), filmSession, JSON.stringify(padding));
  }
  const absent = replaced(createSession, wire('00 00 00 10  00 00 00 00'), wire(''));
  assert.deepEqual(decodeCommand(absent), filmSession);
});

test('removes padding of UIDs: spaces or NULs', () => {
  for (const uid of ['1.2.3 ', '1.2.3\0', ' 1.2.3\0\0', '1.2.3  \0']) {
    const length = Buffer.from([uid.length, 0, 0, 0]);
    const bytes = replaced(
      createSession,
      wire('00 00 00 10  00 00 00 00'),
      wire('00 00 00 10', length, chars(uid)),
    );
    assert.deepEqual(decodeCommand(bytes), { ...filmSession, affectedSopInstanceUid: '1.2.3' });
  }
});

test('the group length is not needed, and elements that no command has are passed over', () => {
  const withoutGroupLength = createSession.subarray(12);
  assert.deepEqual(decodeCommand(withoutGroupLength), filmSession);
  // (0000,0001), retired since 1993, and a private-looking (0000,5555)
  const odd = wire(
    '00 00 01 00  04 00 00 00  00 00 00 00',
    withoutGroupLength,
    '00 00 55 55  03 00 00 00  01 02 03',
  );
  assert.deepEqual(decodeCommand(odd), filmSession);
});

test('N-CREATE-RSP is written with group length first and tags ascending', () => {
  const bytes = encodeCommand({
    kind: 'N-CREATE-RSP',
    messageIdBeingRespondedTo: 1,
    status: 0x0107,
    hasDataSet: false,
    affectedSopInstanceUid: '2.25.7',
    affectedSopClassUid: '1.2.840.10008.5.1.1.1',
    attributeIdentifierList: [0x20100140, 0x00280010],
  });
  assert.deepEqual(
    Buffer.from(bytes),
    wire(
      '00 00 00 00  04 00 00 00  64 00 00 00',
      '00 00 02 00  16 00 00 00',
      chars('1.2.840.10008.5.1.1.1\0'),
      '00 00 00 01  02 00 00 00  40 81',
      // (0000,0120) Message ID Being Responded To
      '00 00 20 01  02 00 00 00  01 00',
      // (0000,0800): no data set
      '00 00 00 08  02 00 00 00  01 01',
      // (0000,0900) Status
      '00 00 00 09  02 00 00 00  07 01',
      // (0000,1000) Affected SOP Instance UID
      '00 00 00 10  06 00 00 00',
      chars('2.25.7'),
      // (0000,1005) Attribute Identifier List: each tag two words of 16 bits
      '00 00 05 10  08 00 00 00  10 20 40 01  28 00 10 00',
    ),
  );
});

const uids = { class: '1.2.840.10008.5.1.1.2', instance: '2.25.4711' };
const affected = { messageId: 7, affectedSopClassUid: uids.class, affectedSopInstanceUid: uids.instance };
const requested = {
  messageId: 65535,
  requestedSopClassUid: uids.class,
  requestedSopInstanceUid: uids.instance,
};
const response = {
  messageIdBeingRespondedTo: 9,
  status: 0xb605,
  hasDataSet: false,
  affectedSopClassUid: uids.class,
  affectedSopInstanceUid: uids.instance,
  offendingElements: [0x20100010],
  errorComment: 'Display format not known',
  errorId: 12,
  attributeIdentifierList: [0x20100010, 0x7fe00010],
};
const commands: readonly Command[] = [
  { kind: 'C-ECHO-RQ', messageId: 1, hasDataSet: false, affectedSopClassUid: '1.2.840.10008.1.1' },
  { kind: 'C-ECHO-RSP', messageIdBeingRespondedTo: 1, status: 0, hasDataSet: false },
  { kind: 'C-STORE-RQ', ...affected, hasDataSet: true, priority: 2 },
  { kind: 'C-STORE-RSP', ...response },
  { kind: 'C-CANCEL-RQ', messageIdBeingRespondedTo: 3, hasDataSet: false },
  { kind: 'N-EVENT-REPORT-RQ', ...affected, hasDataSet: true, eventTypeId: 3 },
  { kind: 'N-EVENT-REPORT-RSP', ...response, eventTypeId: 3 },
  { kind: 'N-GET-RQ', ...requested, hasDataSet: false, attributeIdentifierList: [0x21100010] },
  { kind: 'N-GET-RSP', ...response, hasDataSet: true },
  { kind: 'N-SET-RQ', ...requested, hasDataSet: true },
  { kind: 'N-SET-RSP', ...response },
  { kind: 'N-ACTION-RQ', ...requested, hasDataSet: false, actionTypeId: 1 },
  { kind: 'N-ACTION-RSP', ...response, actionTypeId: 1 },
  { kind: 'N-CREATE-RQ', ...affected, hasDataSet: true },
  { kind: 'N-CREATE-RSP', ...response },
  { kind: 'N-DELETE-RQ', ...requested, hasDataSet: false },
  { kind: 'N-DELETE-RSP', ...response },
];
const fieldOf: Readonly<Record<Command['kind'], number>> = {
  'C-STORE-RQ': 0x0001,
  'C-STORE-RSP': 0x8001,
  'C-ECHO-RQ': 0x0030,
  'C-ECHO-RSP': 0x8030,
  'C-CANCEL-RQ': 0x0fff,
  'N-EVENT-REPORT-RQ': 0x0100,
  'N-EVENT-REPORT-RSP': 0x8100,
  'N-GET-RQ': 0x0110,
  'N-GET-RSP': 0x8110,
  'N-SET-RQ': 0x0120,
  'N-SET-RSP': 0x8120,
  'N-ACTION-RQ': 0x0130,
  'N-ACTION-RSP': 0x8130,
  'N-CREATE-RQ': 0x0140,
  'N-CREATE-RSP': 0x8140,
  'N-DELETE-RQ': 0x0150,
  'N-DELETE-RSP': 0x8150,
};

for (const command of commands) {
  test(`${command.kind} is read as it was written, with its field of PS3.7 E.1`, () => {
    const bytes = Buffer.from(encodeCommand(command));
    assert.deepEqual(decodeCommand(bytes), command);
    assert.equal(bytes.readUInt32LE(8), bytes.length - 12, 'group length');
    const field = bytes.indexOf(wire('00 00 00 01  02 00 00 00'));
    assert.equal(bytes.readUInt16LE(field + 8), fieldOf[command.kind]);
    assert.equal(bytes.length % 2, 0);
  });
}

test('an N-GET with an empty list asks for everything, as one without', () => {
  const command = { kind: 'N-GET-RQ', ...requested, hasDataSet: false } as const;
  const bytes = Buffer.from(encodeCommand({ ...command, attributeIdentifierList: [] }));
  assert.notEqual(bytes.indexOf(wire('00 00 05 10  00 00 00 00')), -1);
  assert.deepEqual(decodeCommand(bytes), command);
});

test('an N-ACTION without instance is read: printers fall back on the last film box (Fuji FCR)', () => {
  const { requestedSopInstanceUid: _, ...rest } = requested;
  const command: Command = { kind: 'N-ACTION-RQ', ...rest, hasDataSet: false, actionTypeId: 1 };
  assert.deepEqual(decodeCommand(encodeCommand(command)), command);
});

test('UIDs in the elements of the other direction are taken', () => {
  const swapped = replaced(createSession, wire('00 00 02 00  16 00'), wire('00 00 03 00  16 00'));
  assert.deepEqual(decodeCommand(swapped), filmSession);
});

test('any data set type but 0101 says that a data set follows', () => {
  const flag = wire('00 00 00 08  02 00 00 00  01 00');
  for (const [value, hasDataSet] of [
    ['01 01', false],
    ['00 00', true],
    ['02 01', true],
    ['fe fe', true],
  ] as const) {
    const command = decodeCommand(replaced(createSession, flag, wire('00 00 00 08  02 00 00 00', value)));
    assert.equal(command.hasDataSet, hasDataSet, value);
  }
});

test('an error comment keeps to LO: 64 characters of the default repertoire', () => {
  const comment = `Färbung\\${'x'.repeat(80)}`;
  const decoded = decodeCommand(encodeCommand({ kind: 'N-SET-RSP', ...response, errorComment: comment }));
  assert.ok(decoded.kind === 'N-SET-RSP');
  assert.equal(decoded.errorComment, `F?rbung/${'x'.repeat(56)}`);
});

test('lengths that lie are refused', () => {
  for (const length of ['17 00 00 00', 'ff ff ff 7f', 'ff ff ff ff']) {
    failsAs(
      wire('00 00 02 00', length, chars('1.2.840.10008.5.1.1.1\0')),
      /\(0000,0002\) declares \d+ bytes, 22 follow/,
    );
  }
  failsAs(createSession.subarray(0, createSession.length - 3), /ends inside an element/);
});

test('missing mandatory elements are named', () => {
  const field = wire('00 00 00 01  02 00 00 00  40 01');
  failsAs(wire(''), /no command field/);
  failsAs(replaced(createSession, field, wire('')), /no command field/);
  failsAs(replaced(createSession, field, wire('00 00 00 01  00 00 00 00')), /no command field/);
  failsAs(replaced(createSession, field, wire('00 00 00 01  02 00 00 00  20 00')), /command field 0020/);
  failsAs(
    replaced(createSession, wire('00 00 10 01  02 00 00 00  01 00'), wire('')),
    /N-CREATE-RQ without messageId \(0000,0110\)/,
  );
  failsAs(
    replaced(createSession, wire('00 00 02 00  16 00 00 00', chars('1.2.840.10008.5.1.1.1\0')), wire('')),
    /N-CREATE-RQ without affectedSopClassUid \(0000,0002\)/,
  );
  failsAs(
    replaced(createSession, wire('00 00 00 08  02 00 00 00  01 00'), wire('')),
    /whether a data set follows/,
  );
});

test('random and damaged bytes give a command or dimse-invalid, nothing else', () => {
  const safely = (bytes: Uint8Array) => {
    try {
      decodeCommand(bytes);
    } catch (error) {
      assert.ok(error instanceof WireFailure && error.code === 'dimse-invalid', String(error));
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), safely));
  fc.assert(
    fc.property(fc.nat(createSession.length - 1), fc.nat(255), (at, value) => {
      const damaged = Buffer.from(createSession);
      damaged[at] = value;
      safely(damaged);
    }),
  );
});

test('the type of a response follows from its request', () => {
  const kind: ResponseTo<NGetRequest>['kind'] = 'N-GET-RSP';
  assert.equal(kind, 'N-GET-RSP');
});
