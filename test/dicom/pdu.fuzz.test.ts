// Properties of the PDU reader and writer: what is written is read back, wherever the bytes are cut, and any input is either
// read or refused with a WireFailure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ControlPdu, PDataTf, Pdu, UserInformation } from '../../src/dicom/pdu/pdu.ts';
import { decodeControlPdu } from '../../src/dicom/pdu/pdu-decoder.ts';
import { encodePdu } from '../../src/dicom/pdu/pdu-writer.ts';
import { WireFailure } from '../../src/shared/errors/errors.ts';
import { wire } from '../support/data-set-bytes.ts';
import { readPdus, uncut } from '../support/read-pdus.ts';
import { pduExamples } from '../support/wire-bytes.ts';

const byte = fc.integer({ min: 0, max: 255 });
const bytes = fc.uint8Array({ maxLength: 40 });
const uid = fc.stringMatching(/^[1-9](\.[0-9]{1,8}){0,6}$/);
const aeTitle = fc.stringMatching(/^[A-Z0-9_]([A-Z0-9_ ]{0,14}[A-Z0-9_])?$/);
/** Types that no version of the standard uses. */
const unknownItems = fc.array(fc.record({ type: fc.integer({ min: 0x61, max: 0xff }), bytes }), {
  maxLength: 3,
});

const userInformation: fc.Arbitrary<UserInformation> = fc.record(
  {
    maxPduLength: fc.nat(0xffffffff),
    implementationClassUid: uid,
    implementationVersionName: fc.stringMatching(/^[A-Z0-9_.]{1,16}$/),
    asyncOperationsWindow: fc.record({ invoked: fc.nat(0xffff), performed: fc.nat(0xffff) }),
    roleSelections: fc.array(fc.record({ sopClassUid: uid, scu: fc.boolean(), scp: fc.boolean() }), {
      maxLength: 3,
    }),
    sopClassExtended: fc.array(fc.record({ sopClassUid: uid, information: bytes }), { maxLength: 3 }),
    sopClassCommonExtended: fc.array(
      fc.record({
        sopClassUid: uid,
        serviceClassUid: uid,
        relatedGeneralSopClassUids: fc.array(uid, { maxLength: 3 }),
      }),
      { maxLength: 2 },
    ),
    userIdentity: fc.record({
      type: byte,
      positiveResponseRequested: fc.boolean(),
      primaryField: bytes,
      secondaryField: bytes,
    }),
    userIdentityResponse: bytes,
    unknownItems,
  },
  {
    requiredKeys: [
      'implementationClassUid',
      'roleSelections',
      'sopClassExtended',
      'sopClassCommonExtended',
      'unknownItems',
    ],
  },
);

const associate = {
  protocolVersion: fc.nat(0xffff),
  calledAeTitle: aeTitle,
  callingAeTitle: aeTitle,
  applicationContextName: uid,
  userInformation,
  unknownItems,
};
const oddId = fc.nat(127).map((half) => 2 * half + 1);

const controlPdu: fc.Arbitrary<ControlPdu> = fc.oneof(
  fc.record({
    ...associate,
    kind: fc.constant('A-ASSOCIATE-RQ' as const),
    contexts: fc.uniqueArray(
      fc.record({ id: oddId, abstractSyntax: uid, transferSyntaxes: fc.array(uid, { maxLength: 4 }) }),
      { selector: ({ id }) => id, maxLength: 5 },
    ),
  }),
  fc.record({
    ...associate,
    kind: fc.constant('A-ASSOCIATE-AC' as const),
    contexts: fc.array(fc.record({ id: byte, result: byte, transferSyntax: uid }), { maxLength: 5 }),
  }),
  fc.record({ kind: fc.constant('A-ASSOCIATE-RJ' as const), result: byte, source: byte, reason: byte }),
  fc.record({ kind: fc.constantFrom('A-RELEASE-RQ' as const, 'A-RELEASE-RP' as const) }),
  fc.record({ kind: fc.constant('A-ABORT' as const), source: byte, reason: byte }),
);

const pDataTf: fc.Arbitrary<PDataTf> = fc.record({
  kind: fc.constant('P-DATA-TF' as const),
  pdvs: fc.array(
    fc.record({ contextId: oddId, isCommand: fc.boolean(), isLast: fc.boolean(), data: bytes }),
    { minLength: 1, maxLength: 4 },
  ),
});

/** Distinct positions inside `length` bytes, ascending. */
const cutsOf = (length: number) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: Math.max(1, length - 1) }), { maxLength: 20 })
    .map((cuts) => cuts.sort((a, b) => a - b));

const streamAndCuts = fc
  .array(fc.oneof(controlPdu, pDataTf), { minLength: 1, maxLength: 4 })
  .map((pdus: Pdu[]) => wire(...pdus.map(encodePdu)))
  .chain((stream) => fc.tuple(fc.constant(stream), cutsOf(stream.length)));

/** Buffers and typed arrays compare by their bytes. */
const comparable = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) =>
    ArrayBuffer.isView(part) ? Array.from(part as Uint8Array) : part,
  );

test('what is written is read back', () => {
  fc.assert(
    fc.property(controlPdu, (pdu) => {
      const [read, ...more] = readPdus(encodePdu(pdu));
      assert.equal(more.length, 0);
      assert.deepEqual(normalized(read), normalized(pdu));
      assert.equal(read?.kind, pdu.kind);
    }),
  );
});

test('P-DATA-TF comes back piece by piece, except empty PDVs that end nothing', () => {
  fc.assert(
    fc.property(pDataTf, (pdu) => {
      const [header, ...pieces] = readPdus(encodePdu(pdu));
      assert.equal(header?.kind, 'P-DATA-TF');
      const said = pdu.pdvs.filter(({ data, isLast }) => data.length > 0 || isLast);
      assert.equal(
        comparable(pieces.map(normalized)),
        comparable(said.map((pdv) => normalized({ kind: 'pdv', ...pdv }))),
      );
    }),
  );
});

test('a stream gives the same wherever it is cut', () => {
  fc.assert(
    fc.property(streamAndCuts, ([stream, cuts]) => {
      assert.equal(comparable(uncut(readPdus(stream, { cuts }))), comparable(uncut(readPdus(stream))));
    }),
  );
});

test('random bytes are read or refused, never anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 7 }), (noise, type) => {
      // Half of them begin like a PDU of the length they have.
      for (const stream of [
        noise,
        wire(Buffer.of(type, 0, 0, 0, noise.length >> 8, noise.length & 255), noise),
      ]) {
        for (const one of readPdus(stream, { maxPDataLength: 256 })) {
          if (one.kind === 'invalid') assert.ok(one.failure instanceof WireFailure);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('a damaged PDU is decoded or refused with a WireFailure', () => {
  const examples = pduExamples.flatMap(({ bytes, pdu }) =>
    pdu.kind === 'P-DATA-TF' ? [] : [{ kind: pdu.kind, body: bytes.subarray(6) }],
  );
  const damage = fc.array(fc.tuple(fc.nat(400), byte), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...examples), damage, fc.nat(400), ({ kind, body }, changes, end) => {
      const damaged = Uint8Array.from(body.subarray(0, end));
      for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
      try {
        decodeControlPdu(kind, damaged);
      } catch (error) {
        assert.ok(error instanceof WireFailure, String(error));
        assert.equal(error.code, 'pdu-invalid');
      }
    }),
    { numRuns: 1000 },
  );
});

/** Keys in one order, bytes as numbers. */
function normalized(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  if (Array.isArray(value)) return value.map(normalized);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, normalized(part)]),
  );
}
