// Texts beyond ASCII are returned as they were sent: in the client's character set, or in UTF-8 if that lacks a character, with
// Specific Character Set (0008,0005) in the answer. Asserted on the bytes that go to the socket.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeDataSet } from '../../../src/dicom/data-set/data-set-writer.ts';
import { dataSetOf, type DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses, transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import { withCharacterSet } from '../../../src/print-scp/events/response-text.ts';
import { grayImage, PrintClient, uidOf } from '../../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, Printer, PrintJob } = sopClasses;

/** Value of one element, explicit VR little endian with a 16-bit length. */
function valueBytes(dataSet: DataSet, tag: readonly [number, number, number, number]): string | undefined {
  const bytes = Buffer.from(encodeDataSet(dataSet, transferSyntaxes.explicitLittle));
  const at = bytes.indexOf(Uint8Array.of(...tag));
  if (at < 0) return undefined;
  return bytes.subarray(at + 8, at + 8 + bytes.readUInt16LE(at + 6)).toString('latin1');
}
const characterSet = [0x08, 0x00, 0x05, 0x00] as const;
const sessionLabel = [0x00, 0x20, 0x50, 0x00] as const;
const printerName = [0x10, 0x21, 0x30, 0x00] as const;
const latin1 = (...bytes: readonly number[]) => String.fromCharCode(...bytes);

/** N-CREATE of a film session in explicit VR little endian, with these bytes as its label. */
async function labeled(client: PrintClient, label: readonly number[], set?: string) {
  const element = (tag: readonly number[], vr: string, value: Uint8Array) => {
    const padded = value.length % 2 === 0 ? value : Uint8Array.of(...value, 0x20);
    return [...tag, ...Buffer.from(vr), padded.length, 0, ...padded];
  };
  const bytes = Uint8Array.from([
    ...(set === undefined ? [] : element(characterSet, 'CS', Buffer.from(set))),
    ...element(sessionLabel, 'LO', Uint8Array.from(label)),
  ]);
  return client.request({ kind: 'N-CREATE-RQ', affectedSopClassUid: BasicFilmSession }, bytes);
}

describe('a film session label comes back', () => {
  for (const [name, sent, set, answeredSet, answered] of [
    ['ASCII needs no set', [0x43, 0x54], undefined, undefined, 'CT'],
    ['ASCII with a set that was named', [0x43, 0x54], 'ISO_IR 100', undefined, 'CT'],
    ['Latin 1 as Latin 1', [0xc4, 0x72], 'ISO_IR 100', 'ISO_IR 100', latin1(0xc4, 0x72)],
    ['Cyrillic as Cyrillic', [0xba, 0xdb], 'ISO_IR 144', 'ISO_IR 144', latin1(0xba, 0xdb)],
    [
      'a set that was not named: UTF-8',
      [0xc4, 0x72],
      undefined,
      'ISO_IR 192',
      latin1(0xc3, 0x84, 0x72, 0x20),
    ],
    ['UTF-8 that was not named', [0xc3, 0x84], undefined, 'ISO_IR 192', latin1(0xc3, 0x84)],
    ['an unknown set', [0xc4, 0x72], 'ISO_IR 999', 'ISO_IR 192', latin1(0xc3, 0x84, 0x72, 0x20)],
    [
      'the default repertoire by name',
      [0xc4, 0x72],
      'ISO_IR 6',
      'ISO_IR 192',
      latin1(0xc3, 0x84, 0x72, 0x20),
    ],
  ] as const) {
    test(name, async () => {
      const client = new PrintClient();
      const answer = await labeled(client, sent, set);
      assert.equal(answer.status, 0x0000);
      assert.equal(valueBytes(answer.dataSet, characterSet), answeredSet);
      assert.equal(valueBytes(answer.dataSet, sessionLabel), answered);
      await client.close();
    });
  }
});

test('the name of the printer is in UTF-8 for a client without a set, in its own set for one with it', async () => {
  const client = new PrintClient({ printer: { name: 'Röntgen' } });
  const asked = await client.get(Printer, '1.2.840.10008.5.1.1.17');
  assert.equal(valueBytes(asked.dataSet, characterSet), 'ISO_IR 192');
  assert.equal(valueBytes(asked.dataSet, printerName), latin1(...Buffer.from('Röntgen')));
  await client.session({ SpecificCharacterSet: 'ISO_IR 100' });
  const again = await client.get(Printer, '1.2.840.10008.5.1.1.17');
  assert.equal(valueBytes(again.dataSet, characterSet), 'ISO_IR 100');
  assert.equal(valueBytes(again.dataSet, printerName), `R${latin1(0xf6)}ntgen `);
  await client.close();
});

test('events of print jobs name their set as well', async () => {
  const client = new PrintClient({
    abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta, PrintJob],
    printer: { name: 'Röntgen' },
  });
  await client.session();
  const box = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1' });
  const image = box.dataSet.items('ReferencedImageBoxSequence')[0]?.string('ReferencedSOPInstanceUID') ?? '';
  await client.set(BasicGrayscaleImageBox, image, {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(1, 1, new Uint8Array(1))],
  });
  assert.equal((await client.action(BasicFilmBox, uidOf(box))).status, 0x0000);
  await client.eventTypes(1);
  const [event] = client.events;
  assert.ok(event);
  assert.equal(valueBytes(event.dataSet, characterSet), 'ISO_IR 192');
  assert.equal(valueBytes(event.dataSet, printerName), latin1(...Buffer.from('Röntgen')));
  await client.close();
});

test('what a set lacks in an item decides too; Japanese keeps its code extensions', () => {
  const nested = dataSetOf({ PrinterConfigurationSequence: [dataSetOf({ PrinterName: 'Ключ' })] });
  assert.deepEqual(withCharacterSet(nested, ['ISO_IR 100']).strings('SpecificCharacterSet'), ['ISO_IR 192']);
  assert.deepEqual(withCharacterSet(nested, ['ISO_IR 144']).strings('SpecificCharacterSet'), ['ISO_IR 144']);
  const japanese = withCharacterSet(dataSetOf({ FilmSessionLabel: '胸部' }), ['', 'ISO 2022 IR 87']);
  assert.equal(valueBytes(japanese, characterSet), '\\ISO 2022 IR 87 ');
  assert.match(valueBytes(japanese, sessionLabel) ?? '', /^\x1b\$B.{4}\x1b\(B$/);
});
