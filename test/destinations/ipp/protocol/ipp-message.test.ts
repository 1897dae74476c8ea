// Answers of printers as bytes: valid attributes are read, invalid ones are left out or make the answer invalid; decoding always ends.
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IppSyntaxFailure } from '../../../../src/shared/errors/device-failures.ts';
import { decodeResponse, encodeRequest } from '../../../../src/destinations/ipp/protocol/ipp-message.ts';
import { answerBytes } from '../../../support/scripted-ipp-printer.ts';

const target = { version: '2.0', printerUri: 'ipp://printer/ipp/print', requestId: 7 } as const;

test('a request begins with version, operation and id, then charset, language and printer', () => {
  const bytes = encodeRequest(
    { operation: 'Get-Job-Attributes', attributes: { 'job-id': 5 }, job: {} },
    target,
  );
  // version 2.0, Get-Job-Attributes, request 7, operation attributes
  assert.equal(bytes.subarray(0, 9).toString('hex'), '02000009000000070' + '1');
  const text = bytes.toString('latin1');
  const at = ['attributes-charset', 'attributes-natural-language', 'printer-uri', 'job-id'].map((name) =>
    text.indexOf(name),
  );
  assert.deepEqual(
    at,
    at.toSorted((a, b) => a - b),
  );
  assert.ok(!at.includes(-1));
  assert.equal(bytes.at(-1), 3);
});

/** tag, name, value. */
function attribute(tag: number, name: string, value: Buffer | string): Buffer {
  const bytes = Buffer.from(value as string, 'utf8');
  const head = Buffer.alloc(3);
  head.writeUInt8(tag);
  head.writeUInt16BE(name.length, 1);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([head, Buffer.from(name), length, bytes]);
}

/** A successful answer with these printer attributes. */
function answerWith(...attributes: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('020000000000000104', 'hex'), ...attributes, Buffer.of(3)]);
}

test('leaves out values of a wrong size, unknown syntax or wrong inner length, and reads the rest', () => {
  const { printer, status, requestId } = decodeResponse(
    answerWith(
      attribute(0x21, 'integer-of-two-bytes', Buffer.from([1, 2])),
      attribute(0x44, 'before', 'kept'),
      attribute(0x5f, 'unknown-syntax', 'xxxxxxxxxxxx'),
      attribute(0x35, 'text-with-language', Buffer.from([0, 2, 0x65, 0x6e, 0x7f, 0xff])),
      attribute(0x13, 'no-value-with-bytes', 'abc'),
      attribute(0x21, 'integer', Buffer.from([0, 0, 1, 0])),
      attribute(0x35, 'greeting', Buffer.from([0, 2, 0x65, 0x6e, 0, 2, 0x68, 0x69])),
      attribute(0x44, 'keywords', 'one'),
      attribute(0x44, '', 'two'),
    ),
  );
  assert.deepEqual([status, requestId], ['successful-ok', 1]);
  assert.deepEqual(printer.names, ['before', 'integer', 'greeting', 'keywords']);
  assert.equal(printer.integer('integer'), 256);
  assert.equal(printer.string('greeting'), 'hi');
  assert.deepEqual(printer.strings('keywords'), ['one', 'two']);
  assert.deepEqual(printer.integers('keywords'), []);
});

test('reads a name with language but without its length, and what follows it', () => {
  for (const [language, text] of [
    ['en', 'Hardcopy film'],
    ['de-de', 'x'],
    ['fr', ''],
  ] as const) {
    const u16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
    const broken = Buffer.concat([
      Buffer.of(0x36),
      u16(8),
      Buffer.from('job-name'),
      u16(language.length),
      Buffer.from(language),
      u16(text.length),
      Buffer.from(text),
    ]);
    const { printer } = decodeResponse(
      answerWith(
        attribute(0x44, 'before', 'a'),
        broken,
        attribute(0x44, 'after', 'b'),
        attribute(0x44, '', 'c'),
      ),
    );
    assert.deepEqual(printer.names.includes('before') && printer.names.includes('after'), true, language);
    assert.deepEqual(printer.strings('after'), ['b', 'c']);
    assert.equal(printer.string('job-name') ?? '', text);
  }
});

test('leaves out only the attribute that cannot be decoded', () => {
  const long = attribute(0x44, 'too-long', 'xyz');
  long.writeUInt16BE(0x7000, 3 + 'too-long'.length);
  const deep = Buffer.concat([attribute(0x34, 'not-ended', ''), attribute(0x4a, '', 'member')]);
  for (const broken of [long, deep, Buffer.from([0x44, 0x7f, 0xff])]) {
    const { printer } = decodeResponse(
      answerWith(
        attribute(0x44, 'before', 'a'),
        broken,
        attribute(0x23, 'printer-state', Buffer.from([0, 0, 0, 3])),
      ),
    );
    assert.equal(printer.string('before'), 'a');
    assert.equal(printer.string('printer-state'), 'idle');
  }
});

test('accepts a truncated group of unsupported attributes', () => {
  const head = Buffer.from('0200000100000007', 'hex');
  const message = attribute(0x41, 'status-message', 'substituted');
  for (const rest of [
    Buffer.of(0x10, 0),
    Buffer.from([0x10, 0, 5, 0x6d, 0x65]),
    attribute(0x44, 'sides', 'x').subarray(0, 9),
  ]) {
    const answer = decodeResponse(Buffer.concat([head, Buffer.of(1), message, Buffer.of(5), rest]));
    assert.deepEqual([answer.requestId, answer.statusMessage], [7, 'substituted']);
    assert.match(answer.status, /^successful/);
  }
});

test('leaves out a whole collection with an invalid member', () => {
  const collection = (value: Buffer) => [
    attribute(0x34, 'media-col-ready', ''),
    attribute(0x4a, '', 'media-top-margin'),
    attribute(0x21, '', value),
    attribute(0x37, '', ''),
  ];
  const good = decodeResponse(answerWith(...collection(Buffer.from([0, 0, 1, 0]))));
  assert.equal(good.printer.collection('media-col-ready')?.integer('media-top-margin'), 256);
  const bad = decodeResponse(answerWith(...collection(Buffer.from([0, 1, 0]))));
  assert.deepEqual(bad.printer.names, []);
});

test('limits the nesting of collections', () => {
  const deep = Array.from({ length: 40 }, () => [attribute(0x34, '', ''), attribute(0x4a, '', 'm')]).flat();
  const first = attribute(0x34, 'media-col', '');
  assert.throws(() => decodeResponse(answerWith(first, attribute(0x4a, '', 'm'), ...deep)), IppSyntaxFailure);
});

const sample = answerBytes(
  {
    status: 'successful-ok',
    printer: {
      'printer-state': 'idle',
      'media-ready': ['na_letter_8.5x11in', 'iso_a4_210x297mm'],
      'printer-resolution-supported': [
        [300, 300, 'dpi'],
        [600, 600, 'dpi'],
      ],
      'copies-supported': [[1, 99]],
    },
    jobs: [{ 'job-id': 3, 'job-state': 'processing', 'job-state-reasons': ['job-printing'] }],
  },
  9,
);

test('refuses an answer that is truncated anywhere', () => {
  const { printer, jobs } = decodeResponse(sample);
  assert.deepEqual(
    printer.resolutions('printer-resolution-supported').map(({ x }) => x),
    [300, 600],
  );
  assert.deepEqual(printer.range('copies-supported'), { lower: 1, upper: 99 });
  assert.equal(jobs[0]?.string('job-state'), 'processing');
  for (let length = 0; length < sample.length; length += 1) {
    assert.throws(() => decodeResponse(sample.subarray(0, length)), IppSyntaxFailure, `${length} bytes`);
  }
});

test('decoding any bytes ends, and fails only with the error for invalid IPP', () => {
  const change = fc.tuple(fc.nat(sample.length - 1), fc.nat(255));
  const mutated = fc.array(change, { minLength: 1, maxLength: 8 }).map((changes) => {
    const bytes = Buffer.from(sample);
    for (const [at, value] of changes) bytes[at] = value;
    return bytes;
  });
  const random = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(mutated, random), (bytes) => {
      try {
        decodeResponse(bytes);
      } catch (error) {
        assert.ok(error instanceof IppSyntaxFailure, String(error));
      }
    }),
    { numRuns: 3000 },
  );
});
