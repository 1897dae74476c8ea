// Random data sets: what is written is read back, wherever the bytes are cut; damaged ones are refused, and valid ones never.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DataSet } from '../../src/dicom/data-set/data-set.ts';
import type { Element, Value } from '../../src/dicom/data-set/data-set.ts';
import { readDataSet } from '../../src/dicom/data-set/data-set-reader.ts';
import { encodeDataSet, encodeDataSetChunks } from '../../src/dicom/data-set/data-set-writer.ts';
import type { Keyword } from '../../src/dicom/data-set/dictionary.ts';
import { keywords, tagOf, vrOf } from '../../src/dicom/data-set/dictionary.ts';
import { transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import type { VR } from '../../src/dicom/data-set/vr.ts';
import { rulesOf } from '../../src/dicom/data-set/vr.ts';
import { WireFailure } from '../../src/shared/errors/errors.ts';
import { plain, stream } from '../support/data-set-bytes.ts';

/** Text that keeps its form: no separator, nothing that is padding at the end, no escape sequence. */
const someText = fc
  .oneof(
    fc.string({ maxLength: 20, unit: 'grapheme' }),
    fc.constantFrom('STANDARD', '山田^太郎', 'Διον', 'Ä'),
  )
  .map((text) => text.replace(/[\\\0\x1b]/g, '').replace(/ +$/, ''));
const plainText = fc.string({ maxLength: 16 }).map((text) => text.replace(/[\\\0]/g, '').replace(/ +$/, ''));

const numbersOf: Partial<Record<VR, fc.Arbitrary<number>>> = {
  US: fc.nat(0xffff),
  SS: fc.integer({ min: -0x8000, max: 0x7fff }),
  UL: fc.nat(0xffffffff),
  SL: fc.integer(),
  AT: fc.nat(0xffffffff),
  FL: fc.float(),
  FD: fc.double(),
};

function valuesOf<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { maxLength: 4 });
}

function valueFor(vr: VR, item: fc.Arbitrary<DataSet>): fc.Arbitrary<Value> {
  const { kind, separated } = rulesOf(vr);
  switch (kind) {
    case 'string':
    case 'text': {
      const one = kind === 'text' ? someText : plainText;
      // A single empty text encodes as zero length, which means that there is no value.
      return (separated ? valuesOf(one) : one.map((text) => [text])).map((values) => ({
        kind: 'text',
        values: values.length === 1 && values[0] === '' ? [] : values,
      }));
    }
    case 'numbers':
      return valuesOf(numbersOf[vr] ?? fc.nat(0)).map((values) => ({ kind, values }));
    case 'bigints':
      return valuesOf(
        vr === 'SV'
          ? fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
          : fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      ).map((values) => ({ kind, values }));
    case 'bytes':
      return fc
        .uint8Array({ maxLength: 12 })
        .map((bytes) => ({ kind, bytes: bytes.subarray(bytes.length % 8) }));
    case 'items':
      return fc.array(item, { maxLength: 3 }).map((items) => ({ kind, items }));
  }
}

/** All but what says how the rest is to be read, and group lengths, which are not kept. */
const someKeyword = fc.constantFrom<Keyword>(
  ...keywords.filter((keyword) => keyword !== 'SpecificCharacterSet' && (tagOf(keyword) & 0xffff) !== 0),
);

/** Items with sequences as deep as `depth`. */
function itemOf(depth: number): fc.Arbitrary<DataSet> {
  const inner = depth === 0 ? fc.constant(new DataSet([])) : itemOf(depth - 1);
  const element = someKeyword.chain((keyword) =>
    valueFor(vrOf(keyword), inner).map((value): Element => ({
      tag: tagOf(keyword),
      vr: vrOf(keyword),
      value,
    })),
  );
  return fc.array(element, { maxLength: depth === 0 ? 3 : 6 }).map((elements) => new DataSet(elements));
}
const someItem = itemOf(3);
const characterSet: Element = {
  tag: tagOf('SpecificCharacterSet'),
  vr: 'CS',
  value: { kind: 'text', values: ['ISO_IR 192'] },
};
const someDataSet = someItem.map((item) => item.with([characterSet]));
const someSyntax = fc.constantFrom(...Object.values(transferSyntaxes));
const someLengths = fc.constantFrom<'defined' | 'undefined'>('defined', 'undefined');

test('what is written is read, in every syntax', async () => {
  await fc.assert(
    fc.asyncProperty(
      someDataSet,
      someSyntax,
      someLengths,
      async (dataSet, transferSyntax, sequenceLengths) => {
        const bytes = encodeDataSet(dataSet, transferSyntax, { sequenceLengths });
        assert.equal(bytes.length % 2, 0);
        assert.deepEqual(plain(await readDataSet(stream(bytes), { transferSyntax })), plain(dataSet));
      },
    ),
    { numRuns: 400 },
  );
});

test('private and unknown VRs of explicit syntaxes come back too', async () => {
  const vrs: readonly VR[] = [
    'OL',
    'OF',
    'OD',
    'OV',
    'SV',
    'UV',
    'UC',
    'UR',
    'UT',
    'FL',
    'FD',
    'SS',
    'SL',
    'UL',
    'AT',
    'SQ',
    'DT',
  ];
  const somePrivate = fc
    .constantFrom(...vrs)
    .chain((vr) => valueFor(vr, someItem).map((value): Element => ({ tag: 0x20011001, vr, value })));
  await fc.assert(
    fc.asyncProperty(
      somePrivate,
      fc.constantFrom(transferSyntaxes.explicitLittle, transferSyntaxes.explicitBig),
      async (element, transferSyntax) => {
        const dataSet = new DataSet([characterSet, element]);
        const bytes = encodeDataSet(dataSet, transferSyntax);
        assert.deepEqual(plain(await readDataSet(stream(bytes), { transferSyntax })), plain(dataSet));
      },
    ),
    { numRuns: 300 },
  );
});

test('however a stream is cut, the result is the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      someDataSet,
      someSyntax,
      fc.array(fc.nat(), { maxLength: 12 }),
      async (dataSet, transferSyntax, cuts) => {
        const bytes = Buffer.concat([...encodeDataSetChunks(dataSet, transferSyntax)]);
        const sorted = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
        assert.deepEqual(
          plain(await readDataSet(stream(bytes, ...sorted), { transferSyntax })),
          plain(dataSet),
        );
      },
    ),
    { numRuns: 200 },
  );
});

async function isReadOrRefused(
  bytes: Uint8Array,
  transferSyntax: (typeof transferSyntaxes)[keyof typeof transferSyntaxes],
) {
  try {
    await readDataSet(stream(bytes), { transferSyntax });
  } catch (error) {
    assert.ok(error instanceof WireFailure && error.code === 'data-set-invalid', String(error));
  }
}

test('random bytes are read or refused, nothing else', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), someSyntax, isReadOrRefused), {
    numRuns: 500,
  });
});

test('damaged and shortened data sets are read or refused, nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        dataSet: someDataSet,
        transferSyntax: someSyntax,
        sequenceLengths: someLengths,
        damages: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
        end: fc.nat(),
      }),
      async ({ dataSet, transferSyntax, sequenceLengths, damages, end }) => {
        const bytes = Buffer.from(encodeDataSet(dataSet, transferSyntax, { sequenceLengths }));
        for (const [at, value] of damages) bytes[at % bytes.length] = value;
        await isReadOrRefused(bytes.subarray(0, end % (bytes.length + 1)), transferSyntax);
        await isReadOrRefused(bytes, transferSyntax);
      },
    ),
    { numRuns: 400 },
  );
});
