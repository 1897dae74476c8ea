// Hand-written PDUs, read and written; wrong lengths; parts that must be skipped without being stored.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Pdu } from '../../../src/dicom/pdu/pdu.ts';
import { maxAssociatePduLength, PduReader } from '../../../src/dicom/pdu/pdu-reader.ts';
import { encodePdu, pdvPrefix } from '../../../src/dicom/pdu/pdu-writer.ts';
import { chars, wire } from '../../support/data-set-bytes.ts';
import { readPdus, uncut } from '../../support/read-pdus.ts';
import { abortByUser, item, pdu, pduExamples, releaseRq } from '../../support/wire-bytes.ts';

/** What the reader makes of a PDU: itself, or the header and the pieces of a P-DATA-TF. */
function expected(example: Pdu, length: number): unknown[] {
  if (example.kind !== 'P-DATA-TF') return [example];
  return [{ kind: 'P-DATA-TF', length }, ...example.pdvs.map((pdv) => ({ kind: 'pdv', ...pdv }))];
}

/** Buffers and typed arrays compare by their bytes. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (part instanceof Uint8Array ? [...part] : part)),
    (_, part) => (isBuffer(part) ? part.data : (part as unknown)),
  );

function isBuffer(part: unknown): part is { data: unknown } {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'Buffer';
}

describe('PDUs by hand', () => {
  for (const { name, bytes, pdu: example } of pduExamples) {
    test(`${name} is read`, () => {
      assert.deepEqual(plain(readPdus(bytes)), plain(expected(example, bytes.length - 6)));
    });
    test(`${name} is written`, () => {
      assert.deepEqual(wire(encodePdu(example)), bytes);
    });
    test(`${name} is the same wherever it is cut`, () => {
      const whole = uncut(readPdus(bytes));
      for (let cut = 1; cut < bytes.length; cut++) {
        assert.deepEqual(uncut(readPdus(bytes, { cuts: [cut] })), whole, `cut at ${cut}`);
      }
    });
  }

  test('all of them in one stream, byte by byte', () => {
    const bytes = wire(...pduExamples.map((example) => example.bytes));
    const everywhere = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
    assert.deepEqual(uncut(readPdus(bytes, { cuts: everywhere })), uncut(readPdus(bytes)));
  });

  test('pdvPrefix is what stands before the data of a P-DATA-TF with one PDV', () => {
    const pdv = { contextId: 3, isCommand: true, isLast: false };
    const data = chars('0123456789');
    const whole = encodePdu({ kind: 'P-DATA-TF', pdvs: [{ ...pdv, data }] });
    assert.deepEqual(wire(pdvPrefix(pdv, data.length), data), wire(whole));
  });
});

describe('kind to peers', () => {
  const fixed = wire(
    '0001 0000',
    chars('  HARDCOPY      '),
    chars('CT1\0\0\0\0\0\0\0\0\0\0\0\0\0'),
    '00'.repeat(32),
  );

  test('removes leading spaces and trailing NULs of AE titles, and padding of UIDs', () => {
    const [rq] = readPdus(
      pdu('01', fixed, item('10', chars('1.2\0')), item('50', item('52', chars('1.2 ')))),
    );
    assert.equal(rq?.kind, 'A-ASSOCIATE-RQ');
    assert.equal(rq.calledAeTitle, 'HARDCOPY');
    assert.equal(rq.callingAeTitle, 'CT1');
    assert.equal(rq.applicationContextName, '1.2');
    assert.equal(rq.userInformation.implementationClassUid, '1.2');
  });

  test('items may be missing and sub-items may come in any order', () => {
    const [bare] = readPdus(pdu('01', fixed));
    assert.equal(bare?.kind, 'A-ASSOCIATE-RQ');
    assert.equal(bare.userInformation.maxPduLength, undefined);
    assert.equal(bare.applicationContextName, '');
    const [rq] = readPdus(
      pdu('01', fixed, item('50', item('55', chars('V')), item('52', chars('1')), item('51', '00001000'))),
    );
    assert.equal(rq?.kind, 'A-ASSOCIATE-RQ');
    assert.equal(rq.userInformation.maxPduLength, 4096);
    assert.equal(rq.userInformation.implementationVersionName, 'V');
  });

  test('the reserved bits of a message control header are ignored', () => {
    const pieces = readPdus(wire('04 00 00000007 00000003 01 ff 2a')).slice(1);
    assert.deepEqual(plain(pieces), [
      { kind: 'pdv', contextId: 1, isCommand: true, isLast: true, data: [0x2a] },
    ]);
  });
});

describe('lengths that lie', () => {
  const rqWith = (...items: Buffer[]) => pdu('01', '0001 0000', '20'.repeat(32), '00'.repeat(32), ...items);
  const bad: Readonly<Record<string, { bytes: Buffer; message: RegExp; maxPDataLength?: number }>> = {
    'an A-ASSOCIATE-RQ shorter than its fixed part': {
      bytes: pdu('01', '0001 0000', '20'.repeat(31)),
      message: /called AE title|calling AE title/,
    },
    'an item longer than the PDU': {
      bytes: rqWith(wire('10 00 0005 31')),
      message: /item 10H needs 5 bytes, but only 1/,
    },
    'an item cut in its header': { bytes: rqWith(wire('10 00 00')), message: /length of item 10H/ },
    'a sub-item longer than its item': {
      bytes: rqWith(item('50', '52 00 0009 31')),
      message: /item 52H needs 9 bytes, but only 1/,
    },
    'a maximum length of three bytes': {
      bytes: rqWith(item('50', item('51', '000010'))),
      message: /maximum length/,
    },
    'a role with a UID longer than its sub-item': {
      bytes: rqWith(item('50', item('54', '00ff 31 01 00'))),
      message: /SOP class UID/,
    },
    'related classes longer than their list': {
      bytes: rqWith(item('50', item('57', '0001 31 0001 31 0003 0009 31'))),
      message: /related general SOP class UID/,
    },
    'a user identity without its second field': {
      bytes: rqWith(item('50', item('58', '01 00 0001 62'))),
      message: /secondary field/,
    },
    'a context id that is even': { bytes: rqWith(item('20', '02 000000')), message: /context id 2/ },
    'a context id proposed twice': {
      bytes: rqWith(item('20', '01 000000'), item('20', '01 000000')),
      message: /context id 1 .*twice/,
    },
    'more items than any request needs': {
      bytes: rqWith(Buffer.from('60000000'.repeat(8193), 'hex')),
      message: /more than 8192 items/,
    },
    'an A-ABORT of three bytes': { bytes: wire('07 00 00000003 000000'), message: /declares a length of 3/ },
    'an A-RELEASE-RQ of 4 GiB': { bytes: wire('05 00 ffffffff'), message: /declares a length of 4294967295/ },
    'an A-ASSOCIATE-RQ beyond the limit': {
      bytes: wire('01 00 00080001'),
      message: new RegExp(`${maxAssociatePduLength} are allowed`),
    },
    'a P-DATA-TF beyond the announced maximum': {
      bytes: wire('04 00 00001001'),
      message: /declares 4097 bytes; 4096 were announced/,
      maxPDataLength: 4096,
    },
    'a P-DATA-TF too short for a PDV': { bytes: wire('04 00 00000005 0000000101'), message: /holds no PDV/ },
    'a PDV longer than its P-DATA-TF': {
      bytes: wire('04 00 00000007 00000004 01 00 2a'),
      message: /PDV of length 4 that does not fit/,
    },
    'a PDV shorter than its own header': {
      bytes: wire('04 00 00000007 00000001 01 00 2a'),
      message: /PDV of length 1 that does not fit/,
    },
    'a PDV that leaves five bytes behind it': {
      bytes: wire('04 00 0000000b 00000002 01 02 0000000000'),
      message: /does not fit/,
    },
  };
  for (const [name, { bytes, message, maxPDataLength = 0 }] of Object.entries(bad)) {
    test(name, () => {
      const invalid = readPdus(bytes, { maxPDataLength }).at(-1);
      assert.equal(invalid?.kind, 'invalid');
      assert.equal(invalid.failure.code, 'pdu-invalid');
      assert.equal(invalid.failure.abortReason, 6);
      assert.match(invalid.failure.message, message);
    });
  }

  test('the announced maximum itself is allowed, it limits the length field', () => {
    const bytes = wire('04 00 00001000', '00000ffc 01 02', Buffer.alloc(4090));
    assert.deepEqual(
      readPdus(bytes, { maxPDataLength: 4096 }).map(({ kind }) => kind),
      ['P-DATA-TF', 'pdv'],
    );
  });
});

describe('bad PDUs are skipped by their declared length', () => {
  const unknown = wire('99 00 00000003 aabbcc');
  test('an unknown type, and the next PDU is read', () => {
    const [invalid, next] = readPdus(wire(unknown, abortByUser));
    assert.equal(invalid?.kind, 'invalid');
    assert.equal(invalid.pduType, 0x99);
    assert.equal(invalid.failure.code, 'pdu-unrecognized');
    assert.equal(invalid.failure.abortReason, 1);
    assert.deepEqual(next, { kind: 'A-ABORT', source: 0, reason: 0 });
  });

  test('the rest of a P-DATA-TF with a bad PDV', () => {
    const kinds = readPdus(wire('04 00 00000009 000000ff 01 00 2a2a2a', releaseRq)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['P-DATA-TF', 'invalid', 'A-RELEASE-RQ']);
  });

  test('a gigabyte of an unknown type is passed over in constant memory', () => {
    const reader = new PduReader(0);
    reader.push(wire('99 00 40000000'));
    assert.equal(reader.next()?.kind, 'invalid');
    const chunk = new Uint8Array(65536);
    for (let passed = 0; passed < 0x40000000 && reader.hasRoom; passed += chunk.length) {
      reader.push(chunk);
      assert.equal(reader.next(), undefined);
      reader.giveBack(reader.position);
    }
    assert.ok(reader.hasRoom);
    assert.ok(reader.betweenPdus);
  });
});

test('a value that does not fit its field is refused by the writer', () => {
  const rq = pduExamples[0]?.pdu;
  assert.equal(rq?.kind, 'A-ASSOCIATE-RQ');
  assert.throws(() => encodePdu({ ...rq, calledAeTitle: 'X'.repeat(17) }), RangeError);
  assert.throws(() => encodePdu({ ...rq, applicationContextName: '1'.repeat(65536) }), RangeError);
});
