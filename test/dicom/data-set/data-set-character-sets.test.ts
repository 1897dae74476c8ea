// Character sets of data sets that are read: declared, undeclared, wrong.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import type { PlainElement } from '../../support/data-set-bytes.ts';
import { bytes, chars, items, text, wire } from '../../support/data-set-bytes.ts';
import { read } from './data-set-reading.ts';

const { implicitLittle } = transferSyntaxes;

describe('character sets', () => {
  const greek = (characterSet: string) => wire('08 00 05 00  0a 00 00 00', chars(characterSet));
  const label = '00 20 50 00  04 00 00 00  c4 e9 ef ed';

  test('text is read by the Specific Character Set of its data set', async () => {
    assert.deepEqual(await read(implicitLittle, wire(greek('ISO_IR 126'), label)), [
      ['(0008,0005)', 'CS', text('ISO_IR 126')],
      ['(2000,0050)', 'LO', text('Διον')],
    ]);
    assert.deepEqual(await read(implicitLittle, wire(label)), [['(2000,0050)', 'LO', text('Äéïí')]]);
  });

  test('it may come after the text', async () => {
    const result = await read(implicitLittle, wire(label, greek('ISO_IR 126')));
    assert.deepEqual(result[1], ['(2000,0050)', 'LO', text('Διον')]);
  });

  test('a sender may use its chunk again for the next', async () => {
    const data = wire(
      label,
      greek('ISO_IR 126'),
      '28 00 00 20  04 00 00 00  01 02 03 04',
      '08 00 70 00  02 00 00 00',
      'c4 c4',
    );
    async function* oneBuffer() {
      const buffer = Buffer.alloc(12);
      for (let at = 0; at < data.length; at += buffer.length) {
        await Promise.resolve();
        buffer.fill(0xff);
        yield buffer.subarray(0, data.copy(buffer, 0, at));
      }
    }
    assert.deepEqual(await read(implicitLittle, oneBuffer()), [
      ['(0008,0005)', 'CS', text('ISO_IR 126')],
      ['(0008,0070)', 'LO', text('ΔΔ')],
      ['(0028,2000)', 'OB', bytes(1, 2, 3, 4)],
      ['(2000,0050)', 'LO', text('Διον')],
    ]);
  });

  test('items inherit it, unless they have one of their own', async () => {
    const item = wire('fe ff 00 e0  0c 00 00 00', label);
    const ownItem = wire('fe ff 00 e0  1e 00 00 00', greek('ISO_IR 144'), label);
    const emptyItem = wire('fe ff 00 e0  14 00 00 00', '08 00 05 00  00 00 00 00', label);
    const sequence = wire('10 20 10 05  ff ff ff ff', item, ownItem, emptyItem, 'fe ff dd e0  00 00 00 00');
    const greekLabel: PlainElement = ['(2000,0050)', 'LO', text('Διον')];
    const expected: PlainElement[] = [
      ['(0008,0005)', 'CS', text('ISO_IR 126')],
      [
        '(2010,0510)',
        'SQ',
        items(
          [greekLabel],
          [
            ['(0008,0005)', 'CS', text('ISO_IR 144')],
            ['(2000,0050)', 'LO', text('Фщяэ')],
          ],
          [['(0008,0005)', 'CS', text()], greekLabel],
        ),
      ],
    ];
    assert.deepEqual(await read(implicitLittle, wire(greek('ISO_IR 126'), sequence)), expected);
    assert.deepEqual(await read(implicitLittle, wire(sequence, greek('ISO_IR 126'))), expected);
  });
});
