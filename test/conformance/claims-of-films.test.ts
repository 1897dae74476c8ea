// Claims of the conformance statement about film boxes, presentation LUTs, annotation boxes and the printer configuration,
// compared with the print service of the same printer.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf, type DataSet } from '../../src/dicom/data-set/data-set.ts';
import { keywordOf, type Keyword } from '../../src/dicom/data-set/dictionary.ts';
import { sopClasses, sopInstances } from '../../src/dicom/data-set/uids.ts';
import { attributeName } from '../../src/conformance/tables/names.ts';
import { configuredPrinter } from '../support/configured-printer.ts';
import { PrintClient, uidOf } from '../support/print-client.ts';
import { stated } from '../support/stated.ts';

const statement = stated('');
const { text, rows } = statement;
const printer = { ...configuredPrinter(), aeTitle: 'HARDCOPY' };
const strict = { profile: 'annex-e' } as const;

async function filmBox(client: PrintClient, values: Parameters<typeof dataSetOf>[0] = {}) {
  await client.create(sopClasses.BasicFilmSession, {});
  return client.create(sopClasses.BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1', ...values });
}
const boxesOf = (created: { dataSet: DataSet }) =>
  created.dataSet
    .items('ReferencedBasicAnnotationBoxSequence')
    .map((item) => item.string('ReferencedSOPInstanceUID') ?? '');

describe('annotation boxes', () => {
  test('every listed format has the number of boxes in the table, for a film with four images', async () => {
    const listed = rows('Annotation display formats, for a film with 4 image boxes');
    assert.ok(listed.length > 4);
    for (const [id = '', boxes] of listed) {
      const client = new PrintClient({ printer });
      const created = await filmBox(client, {
        ImageDisplayFormat: 'STANDARD\\2,2',
        AnnotationDisplayFormatID: id,
      });
      assert.equal(String(boxesOf(created).length), boxes, id);
      await client.close();
    }
  });

  test('an unlisted format is SIX LINES, or NONE for strict profiles', async () => {
    assert.match(text, /not listed is replaced by SIX LINES; .*reading: strict by NONE/);
    for (const [options, id, boxes] of [
      [{}, 'SIX LINES', 6],
      // A warning returns the ID as it was sent.
      [strict, 'FORMAT7', 0],
    ] as const) {
      const client = new PrintClient({ printer, ...options });
      const created = await filmBox(client, {
        AnnotationDisplayFormatID: 'FORMAT7',
        FilmSizeID: '14INX17IN',
      });
      assert.deepEqual(
        [created.dataSet.string('AnnotationDisplayFormatID'), boxesOf(created).length],
        [id, boxes],
      );
      await client.close();
    }
  });

  for (const position of [0, 1, 9, undefined])
    test(`Annotation Position ${position ?? 'not sent'} of a format without it: recorded; read strictly refused`, async () => {
      assert.match(text, /position is mandatory and must be one of the format’s \(0106\)/);
      for (const [options, status] of [
        [{}, 0],
        [strict, position === undefined ? 0x0120 : position === 0 ? 0 : 0x0106],
      ] as const) {
        const client = new PrintClient({ printer, ...options });
        const [box = ''] = boxesOf(await filmBox(client, { AnnotationDisplayFormatID: 'LABEL' }));
        const set = await client.set(sopClasses.BasicAnnotationBox, box, {
          ...(position !== undefined && { AnnotationPosition: position }),
          TextString: 'text',
        });
        assert.equal(set.status, status, String(position));
        await client.close();
      }
    });
});

describe('film boxes', () => {
  test('an unlisted size is printed in that size, an unknown one as the default; strict profiles use the nearest', async () => {
    assert.match(text, /not listed but contains its dimensions is printed in that size; every other ID/);
    for (const [options, asked, used] of [
      [{}, '17INX17IN', '17INX17IN'],
      [{}, '26CMX30CM', '26CMX30CM'],
      [{}, 'LARGE', printer.defaults.filmSize],
      [strict, '13INX17IN', '14INX17IN'],
    ] as const) {
      const client = new PrintClient({ printer, ...options });
      const created = await filmBox(client, { FilmSizeID: asked });
      await client.close();
      // A warning returns the value as it was sent.
      if (used !== asked) assert.equal(created.status, 0x0116);
      else assert.equal(created.dataSet.string('FilmSizeID') ?? used, used, asked);
    }
    const offered = 'printers: [{ aeTitle: A, filmSizes: [14INX17IN, 8INX10IN] }]';
    assert.match(
      stated(offered).text,
      /A Film Size ID that is not listed is replaced by the nearest of those listed/,
    );
  });
});

describe('presentation LUTs', () => {
  const item = () => dataSetOf({ LUTDescriptor: [16, 0, 10], LUTData: new Uint8Array(32) });
  for (const [name, values, kindly, byLetter] of [
    ['two items', { PresentationLUTSequence: [item(), item()] }, 0x0106, 0x0106],
    [
      'sequence and shape',
      { PresentationLUTSequence: [item()], PresentationLUTShape: 'IDENTITY' },
      0x0106,
      0x0108,
    ],
    ['an invalid shape', { PresentationLUTShape: 'ROUND' }, 0x0106, 0x0107],
    ['neither', {}, 0x0120, 0x0120],
    [
      'a first value of 1',
      { PresentationLUTSequence: [dataSetOf({ LUTDescriptor: [16, 1, 10], LUTData: new Uint8Array(32) })] },
      0x0106,
      0x0106,
    ],
  ] as const)
    test(`${name}: the answer is listed`, async () => {
      const listed = rows('Presentation LUT N-CREATE response status').map(([, , code]) => code);
      for (const [options, expected] of [
        [{}, kindly],
        [strict, byLetter],
      ] as const) {
        const client = new PrintClient({ printer, ...options });
        const { status } = await client.create(sopClasses.PresentationLut, values);
        await client.close();
        assert.equal(status, expected);
        assert.ok(listed.includes(status.toString(16).toUpperCase().padStart(4, '0')));
      }
    });

  test('a deleted LUT can be referenced while another object references it', async () => {
    assert.match(
      text,
      /While a film session, film box or image box refers to it, it stays and can be referred to/,
    );
    const client = new PrintClient({ printer });
    const lut = uidOf(await client.create(sopClasses.PresentationLut, { PresentationLUTShape: 'IDENTITY' }));
    const reference = dataSetOf({
      ReferencedSOPClassUID: sopClasses.PresentationLut,
      ReferencedSOPInstanceUID: lut,
    });
    const values = { ReferencedPresentationLUTSequence: [reference] };
    assert.equal((await filmBox(client, values)).status, 0);
    assert.equal((await client.remove(sopClasses.PresentationLut, lut)).status, 0);
    const again = { ImageDisplayFormat: 'STANDARD\\1,1', ...values };
    assert.equal((await client.create(sopClasses.BasicFilmBox, again)).status, 0);
    await client.close();
  });
});

test('the printer configuration has exactly the attributes and values of its table', async () => {
  const client = new PrintClient({ abstractSyntaxes: [sopClasses.PrinterConfigurationRetrieval], printer });
  const answer = await client.get(
    sopClasses.PrinterConfigurationRetrieval,
    sopInstances.PrinterConfigurationRetrieval,
  );
  await client.close();
  const listed = rows('Printer Configuration Retrieval N-GET response attributes');
  const found = new Map<string, Set<string>>();
  const walk = (dataSet: DataSet, depth: number) => {
    for (const { tag } of dataSet) {
      const keyword = keywordOf(tag) as Keyword;
      const name = '>'.repeat(depth) + attributeName(keyword);
      const values = found.get(name) ?? new Set<string>();
      found.set(name, values);
      for (const item of dataSet.items(keyword)) walk(item, depth + 1);
      values.add((dataSet.strings(keyword).join('\\') || dataSet.numbers(keyword).join('\\')).trim());
    }
  };
  walk(answer.dataSet, 0);
  assert.deepEqual([...found.keys()].sort(), [...new Set(listed.map(([name = '']) => name))].sort());
  for (const exact of [
    '>Memory Bit Depth',
    '>Printing Bit Depth',
    '>>Min Density',
    '>>Max Density',
    '>Maximum Collated Films',
    '>Decimate/Crop Result',
    '>Default Magnification Type',
    '>Other Magnification Types Available',
    '>Other Smoothing Types Available',
    '>Printer Name',
    '>>Requested Image Size Flag',
  ])
    assert.deepEqual([...(found.get(exact) ?? [])], [listed.find(([name]) => name === exact)?.[3]], exact);
  const sizes = listed.find(([name]) => name === '>>Film Size ID')?.[3];
  assert.equal(sizes, [...(found.get('>>Film Size ID') ?? [])].join(', '));
});
