// Printer Configuration Retrieval: every attribute of PS3.2 table E.4.2-40 and PS3.4 table H.4-26, computed from the
// printer and from the layout that prints.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { encodeDataSet } from '../../../src/dicom/data-set/data-set-writer.ts';
import { readDataSet } from '../../../src/dicom/data-set/data-set-reader.ts';
import { keywordOf } from '../../../src/dicom/data-set/dictionary.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import { media } from '../../../src/shared/film/printer.ts';
import { PrintClient, uidOf, type ClientOptions } from '../../support/print-client.ts';

const { PrinterConfigurationRetrieval } = sopClasses;
const instance = sopInstances.PrinterConfigurationRetrieval;

async function configuration(printer: NonNullable<ClientOptions['printer']> = {}) {
  const client = new PrintClient({ abstractSyntaxes: [PrinterConfigurationRetrieval], printer });
  const answer = await client.get(PrinterConfigurationRetrieval, instance);
  assert.equal(answer.status, 0x0000);
  assert.equal(uidOf(answer), instance);
  await client.close();
  return { dataSet: answer.dataSet, items: answer.dataSet.items('PrinterConfigurationSequence') };
}

const names = (dataSet: DataSet | undefined) => [...(dataSet ?? [])].map(({ tag }) => keywordOf(tag)).sort();

test('E.4.2-40: one item a Meta class, each with every attribute', async () => {
  const { items } = await configuration();
  assert.deepEqual(
    items.map((item) => item.strings('SOPClassesSupported')),
    [sopClasses.BasicGrayscalePrintManagementMeta, sopClasses.BasicColorPrintManagementMeta].map((meta) => [
      meta,
      sopClasses.BasicAnnotationBox,
      sopClasses.PresentationLut,
      sopClasses.PrintJob,
      sopClasses.PrinterConfigurationRetrieval,
      sopClasses.VoiLutBox,
      sopClasses.BasicPrintImageOverlayBox,
      sopClasses.PrintQueueManagement,
    ]),
  );
  for (const item of items) {
    assert.deepEqual(names(item), [
      'ConfigurationInformationDescription',
      'DecimateCropResult',
      'DefaultMagnificationType',
      'DefaultPrinterResolutionID',
      'DefaultSmoothingType',
      'Manufacturer',
      'ManufacturerModelName',
      'MaximumCollatedFilms',
      'MaximumMemoryAllocation',
      'MediaInstalledSequence',
      'MemoryBitDepth',
      'OtherMagnificationTypesAvailable',
      'OtherMediaAvailableSequence',
      'OtherSmoothingTypesAvailable',
      'PrinterName',
      'PrintingBitDepth',
      'SOPClassesSupported',
      'SupportedImageDisplayFormatsSequence',
    ]);
  }
});

test('E.4.2-40: the values are those of the printer', async () => {
  const { items } = await configuration({
    name: 'Ward 4',
    mediumName: 'blue-film',
    medium: media['blue-film'],
    bits: 16,
    printingBitDepth: 16,
    densities: { min: 25, max: 310 },
    filmSizes: ['A4', '14INX17IN'],
    maxCollatedFilms: 7,
    retiredClasses: false,
    defaults: {
      filmSize: '14INX17IN',
      filmOrientation: 'PORTRAIT',
      magnificationType: 'BILINEAR',
      smoothingType: 'SMOOTH',
      priority: 'LOW',
      mediumType: 'CURRENT',
      filmDestination: 'CURRENT',
      borderDensity: 'BLACK',
      emptyImageDensity: 'BLACK',
      decimateCrop: 'CROP',
    },
  });
  const [item] = items;
  assert.ok(item);
  assert.equal(item.strings('SOPClassesSupported').length, 5);
  assert.equal(item.number('MaximumMemoryAllocation'), 2 ** 30, 'what the spool has room for');
  assert.equal(item.number('MemoryBitDepth'), 16);
  assert.equal(item.number('PrintingBitDepth'), 16);
  assert.equal(item.string('DefaultPrinterResolutionID'), 'STANDARD');
  assert.equal(item.string('DefaultMagnificationType'), 'BILINEAR');
  assert.deepEqual(item.strings('OtherMagnificationTypesAvailable'), ['REPLICATE', 'CUBIC', 'NONE']);
  assert.equal(item.string('DefaultSmoothingType'), 'SMOOTH');
  assert.deepEqual(item.strings('OtherSmoothingTypesAvailable'), ['0', '5', '10', '15', 'SHARP', 'MEDIUM']);
  assert.match(
    item.string('ConfigurationInformationDescription') ?? '',
    /CS000 .* CS015 .*A Presentation LUT overrides it/,
  );
  assert.equal(item.number('MaximumCollatedFilms'), 7);
  assert.equal(item.string('DecimateCropResult'), 'DEF CROP');
  assert.equal(item.string('Manufacturer'), 'Hardcopy');
  assert.equal(item.string('ManufacturerModelName'), 'Hardcopy blue-film');
  assert.equal(item.string('PrinterName'), 'Ward 4');
  assert.ok(item.isEmpty('OtherMediaAvailableSequence'));
  // Item 1 is the default.
  assert.deepEqual(
    item
      .items('MediaInstalledSequence')
      .map((medium) => [
        medium.number('ItemNumber'),
        medium.string('MediumType'),
        medium.string('FilmSizeID'),
        medium.number('MinDensity'),
        medium.number('MaxDensity'),
        medium.size,
      ]),
    [
      [1, 'BLUE FILM', '14INX17IN', 25, 310, 5],
      [2, 'BLUE FILM', 'A4', 25, 310, 5],
    ],
  );
});

test('E.4.2-40: the printable pixels are those of the sheet: film size less margin and gaps, at its resolution', async () => {
  const { items } = await configuration({
    filmSizes: ['24CMX30CM'],
    resolution: 254,
    highResolution: 508,
    gapMm: 2,
    marginMm: 5,
    defaults: {
      filmSize: '24CMX30CM',
      filmOrientation: 'PORTRAIT',
      magnificationType: 'CUBIC',
      smoothingType: '',
      priority: 'LOW',
      mediumType: 'CURRENT',
      filmDestination: 'CURRENT',
      borderDensity: 'BLACK',
      emptyImageDensity: 'BLACK',
      decimateCrop: 'DECIMATE',
    },
  });
  const formats = items[0]?.items('SupportedImageDisplayFormatsSequence') ?? [];
  const find = (format: string, orientation: string, resolution = 'STANDARD') => {
    const found = formats.filter(
      (item) =>
        item.string('ImageDisplayFormat') === format &&
        item.string('FilmOrientation') === orientation &&
        item.string('PrinterResolutionID') === resolution,
    );
    assert.equal(found.length, 1, `${format} ${orientation} ${resolution}`);
    const [item] = found;
    assert.equal(item?.string('FilmSizeID'), '24CMX30CM');
    assert.equal(item.string('RequestedImageSizeFlag'), 'YES');
    return [item.number('Rows'), item.number('Columns'), item.numbers('PrinterPixelSpacing')];
  };
  // Ten device pixels a millimeter: 230 × 290 mm inside the margin.
  assert.deepEqual(find('STANDARD\\1,1', 'PORTRAIT'), [2900, 2300, [0.1, 0.1]]);
  assert.deepEqual(find('STANDARD\\1,1', 'LANDSCAPE'), [2300, 2900, [0.1, 0.1]]);
  assert.deepEqual(find('STANDARD\\2,2', 'PORTRAIT'), [1440, 1140, [0.1, 0.1]]);
  assert.deepEqual(find('STANDARD\\1,1', 'PORTRAIT', 'HIGH'), [5800, 4600, [0.05, 0.05]]);
  // 286 mm less two gaps in three: 95.33 mm; 3 columns of 75.33.
  assert.deepEqual(find('STANDARD\\3,3', 'PORTRAIT'), [953, 753, [0.1, 0.1]]);
  // Boxes of two sizes have no matrix.
  const row = formats.find((item) => item.string('ImageDisplayFormat') === 'ROW\\1,2');
  assert.ok(row);
  assert.deepEqual([row.has('Rows'), row.has('Columns')], [false, false]);
});

test('the whole answer can be read back within the limits of our own client, in every syntax', async () => {
  const { dataSet } = await configuration();
  for (const transferSyntax of Object.values(transferSyntaxes)) {
    const bytes = encodeDataSet(dataSet, transferSyntax);
    const chunks = (async function* () {
      await Promise.resolve();
      yield bytes;
    })();
    const read = await readDataSet(chunks, { transferSyntax });
    const formats = read
      .items('PrinterConfigurationSequence')
      .map((item) => item.items('SupportedImageDisplayFormatsSequence').length);
    // For each orientation twelve sizes, nine more formats of the default size, and its high resolution.
    assert.deepEqual(formats, [46, 46]);
  }
});

test('a list asks for what it names; tags that the object lacks are 0107; another instance is 0112', async () => {
  const client = new PrintClient({
    abstractSyntaxes: [PrinterConfigurationRetrieval],
    settings: { warnings: 'sent' },
  });
  const some = await client.get(PrinterConfigurationRetrieval, instance, [0x2000001e, 0x20000010]);
  assert.equal(some.status, 0x0107);
  assert.deepEqual(some.command.attributeIdentifierList, [0x20000010]);
  assert.equal(some.dataSet.items('PrinterConfigurationSequence').length, 2);
  const none = await client.get(PrinterConfigurationRetrieval, instance, [0x20000061]);
  assert.equal(none.status, 0x0107);
  assert.equal(none.dataSet.size, 0);
  const other = await client.get(PrinterConfigurationRetrieval, sopInstances.Printer);
  assert.equal(other.status, 0x0112);
  assert.equal((await client.action(PrinterConfigurationRetrieval, instance)).status, 0x0211);
  await client.close();
});

test('media by their kind: clear film, paper, and a screen as paper', async () => {
  for (const [mediumName, medium, shown] of [
    ['clear-film', media['clear-film'], 'CLEAR FILM'],
    [
      'transmissive',
      { kind: 'transmissive', dmin: 0.1, dmax: 3, illumination: 2000, ambient: 1 },
      'CLEAR FILM',
    ],
    ['paper', media.paper, 'PAPER'],
    ['display', media.display, 'PAPER'],
  ] as const) {
    const { items } = await configuration({ mediumName, medium });
    assert.equal(items[1]?.items('MediaInstalledSequence')[0]?.string('MediumType'), shown);
  }
});

test('clients get the printable matrix of the printer, in both orientations and with its pixel spacing', async () => {
  const pitchMm = 25.4 / 310;
  const printableAreas = { '14INX17IN': { widthMm: 4096 * pitchMm, heightMm: 5120 * pitchMm } };
  const { items } = await configuration({ resolution: 310, printableAreas });
  const sheets = items[0]?.items('SupportedImageDisplayFormatsSequence') ?? [];
  const whole = sheets.filter(
    (sheet) =>
      sheet.string('FilmSizeID') === '14INX17IN' &&
      sheet.string('ImageDisplayFormat') === 'STANDARD\\1,1' &&
      sheet.string('PrinterResolutionID') === 'STANDARD',
  );
  assert.deepEqual(
    whole.map((sheet) => [
      sheet.string('FilmOrientation'),
      sheet.number('Columns'),
      sheet.number('Rows'),
      sheet.strings('PrinterPixelSpacing').map(Number),
    ]),
    [
      ['PORTRAIT', 4096, 5120, [0.08193548, 0.08193548]],
      ['LANDSCAPE', 5120, 4096, [0.08193548, 0.08193548]],
    ],
  );
});
