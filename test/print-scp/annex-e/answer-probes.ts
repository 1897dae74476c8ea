// The attributes in N-GET responses and events: every attribute of tables E.4.2-28, -36 and -40, alone and in a list with
// unknown ones.
import type { DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { tagOf, vrOf, type Keyword } from '../../../src/dicom/data-set/dictionary.ts';
import { sopClasses, sopInstances } from '../../../src/dicom/data-set/uids.ts';
import { grayImage, type Answer } from '../../support/print-client.ts';
import type { TcpPrintClient } from '../../support/tcp-print-client.ts';
import { hex, keywordsIn, type Probe } from './probe.ts';

const { BasicFilmBox, BasicGrayscaleImageBox, Printer, PrintJob, PrinterConfigurationRetrieval } = sopClasses;

/** Values that differ from run to run, by their form. */
export function valueOf(dataSet: DataSet, keyword: Keyword): string {
  if (!dataSet.has(keyword)) return 'absent';
  const text = dataSet.strings(keyword).join('\\') || dataSet.numbers(keyword).join('\\');
  if (text === '') return '(empty)';
  if (vrOf(keyword) === 'DA' && /^\d{8}$/.test(text)) return 'YYYYMMDD';
  if (vrOf(keyword) === 'TM' && /^\d{6}(\.\d+)?$/.test(text)) return 'HHMMSS';
  if (keyword === 'SoftwareVersions' && text.length <= 6) return 'up to 6 characters';
  if (keyword === 'MaximumMemoryAllocation' && /^\d+$/.test(text)) return 'KB';
  return text;
}

const upTo = (length: number) => ({
  annex: `up to ${length} characters`,
  fits: (value: string) => value === `up to ${length} characters` || value.length <= length,
});
const among = (...values: readonly string[]) => ({
  annex: values.join(' or '),
  fits: (value: string) => values.includes(value),
});
const range = (low: number, high: number) => ({
  annex: `${low} to ${high}`,
  fits: (value: string) => Number(value) >= low && Number(value) <= high,
});
const notSent = { annex: '0107, not sent', fits: (value: string) => value === 'absent' };

interface Wanted {
  readonly annex: string;
  readonly fits: (value: string) => boolean;
}
type RequestedAttributes = readonly (readonly [Keyword, Wanted])[];

const ofPrinter: RequestedAttributes = [
  ['PrinterStatus', among('NORMAL', 'WARNING', 'FAILURE')],
  ['PrinterStatusInfo', among('NORMAL')],
  ['PrinterName', upTo(16)],
  ['Manufacturer', upTo(16)],
  ['ManufacturerModelName', upTo(16)],
  ['DeviceSerialNumber', upTo(8)],
  ['SoftwareVersions', upTo(6)],
  ['DateOfLastCalibration', notSent],
  ['TimeOfLastCalibration', notSent],
];

const ofJob: RequestedAttributes = [
  ['ExecutionStatus', among('PENDING', 'PRINTING', 'DONE', 'FAILURE')],
  ['ExecutionStatusInfo', among('QUEUED')],
  ['PrintPriority', among('HIGH', 'MED', 'LOW')],
  ['PrinterName', upTo(16)],
  ['Originator', among('PROBE')],
  ['CreationDate', among('YYYYMMDD')],
  ['CreationTime', among('HHMMSS')],
];

/** Each attribute alone, all without a list, and lists with attributes that the class does not have. */
function getProbes(
  table: string,
  requested: RequestedAttributes,
  get: (client: TcpPrintClient, attributes?: readonly number[]) => Promise<Answer>,
): readonly Probe[] {
  const sent = requested.filter(([, wanted]) => wanted !== notSent);
  const keywords = sent.map(([keyword]) => keyword);
  const listed = ({ command, status }: Answer): string => {
    const unknown = 'attributeIdentifierList' in command ? (command.attributeIdentifierList ?? []) : [];
    return `${hex(status)}${unknown.map((tag) => `, unknown ${tag.toString(16).padStart(8, '0')}`).join('')}`;
  };
  const list = (what: string, asked: readonly number[], annex: string, wanted: readonly string[]): Probe => ({
    table,
    attribute: '(list)',
    sent: what,
    annex,
    run: async (client) => {
      const answer = await get(client, asked);
      const found = [...keywordsIn(answer)].sort().join();
      return `${listed(answer)}${found === [...wanted].sort().join() ? '' : ` returns ${found}`}`;
    },
  });
  return [
    ...requested.map(([keyword, { annex, fits }]): Probe => ({
      table,
      attribute: keyword,
      sent: 'alone',
      annex,
      fits: (answered) => {
        const [status = '', value = ''] = answered.split(': ');
        return (annex === notSent.annex ? status === '0107' : status === '0000') && fits(value);
      },
      run: async (client) => {
        const answer = await get(client, [tagOf(keyword)]);
        const others = keywordsIn(answer).filter((each) => each !== keyword);
        const more = others.length === 0 ? '' : ` and ${others.join()}`;
        return `${hex(answer.status)}: ${valueOf(answer.dataSet, keyword)}${more}`;
      },
    })),
    list('none: all attributes', [], '0000', keywords),
    list('all, by their tags', keywords.map(tagOf), '0000', keywords),
    list(
      'one, and 0010,0010',
      [tagOf(keywords[0] ?? 'PrinterStatus'), 0x00100010],
      '0107, unknown 00100010',
      [keywords[0] ?? ''],
    ),
    list('0010,0010 and 0008,0020', [0x00100010, 0x00080020], '0107, unknown 00100010, unknown 00080020', []),
  ];
}

const ofConfiguration: readonly (readonly [path: string, wanted: Wanted])[] = [
  [
    'SOPClassesSupported',
    { annex: 'UIDs', fits: (value) => value.split('\\').every((uid) => /^[\d.]+$/.test(uid)) },
  ],
  ['MaximumMemoryAllocation', among('KB')],
  ['MemoryBitDepth', range(8, 16)],
  ['PrintingBitDepth', among('8', '12')],
  ['MediaInstalledSequence', range(1, 99)],
  ['MediaInstalledSequence>ItemNumber', range(1, 99)],
  ['MediaInstalledSequence>MediumType', among('BLUE FILM', 'CLEAR FILM', 'PAPER', 'CURRENT')],
  ['MediaInstalledSequence>FilmSizeID', among('8INX10IN', '11INX14IN', '14INX17IN', 'CURRENT')],
  ['MediaInstalledSequence>MinDensity', range(0, 50)],
  ['MediaInstalledSequence>MaxDensity', range(0, 400)],
  ['SupportedImageDisplayFormatsSequence', range(1, 999)],
  ['SupportedImageDisplayFormatsSequence>Rows', range(1, 65_535)],
  ['SupportedImageDisplayFormatsSequence>Columns', range(1, 65_535)],
  [
    'SupportedImageDisplayFormatsSequence>ImageDisplayFormat',
    { annex: 'STANDARD\\C,R or ROW or COL', fits: (value) => /^(STANDARD|ROW|COL)\\[\d,]+$/.test(value) },
  ],
  ['SupportedImageDisplayFormatsSequence>FilmOrientation', among('PORTRAIT', 'LANDSCAPE')],
  ['SupportedImageDisplayFormatsSequence>FilmSizeID', among('8INX10IN', '11INX14IN', '14INX17IN', 'CURRENT')],
  ['SupportedImageDisplayFormatsSequence>PrinterResolutionID', among('STANDARD', 'HIGH')],
  [
    'SupportedImageDisplayFormatsSequence>PrinterPixelSpacing',
    { annex: 'a pair of decimal numbers', fits: (value) => /^0\.\d+\\0\.\d+$/.test(value) },
  ],
  ['SupportedImageDisplayFormatsSequence>RequestedImageSizeFlag', among('YES', 'NO')],
  ['DefaultPrinterResolutionID', among('STANDARD', 'HIGH')],
  ['DefaultMagnificationType', among('REPLICATE', 'BILINEAR', 'CUBIC', 'NONE')],
  ['DefaultSmoothingType', range(0, 15)],
  ['MaximumCollatedFilms', range(1, 100)],
  ['DecimateCropResult', among('DECIMATE', 'CROP', 'FAIL')],
  ['Manufacturer', upTo(16)],
  ['ManufacturerModelName', upTo(16)],
  ['PrinterName', upTo(16)],
];

/** Every item must fit; the first that does not is shown, else the first. */
function configurationProbe(path: string, { annex, fits }: Wanted): Probe {
  const [outer, inner] = path.split('>') as [Keyword, Keyword | undefined];
  return {
    table: 'E.4.2-40 Printer Configuration N-GET',
    attribute: path,
    sent: 'whole',
    annex,
    fits: (answered) => answered.startsWith('0000: ') && fits(answered.slice('0000: '.length)),
    run: async (client) => {
      const { status, dataSet } = await client.get(
        PrinterConfigurationRetrieval,
        sopInstances.PrinterConfigurationRetrieval,
      );
      const items = dataSet.items('PrinterConfigurationSequence');
      const isSequence = outer.endsWith('Sequence');
      const values = items.flatMap((item) => {
        if (inner !== undefined) return item.items(outer).map((nested) => valueOf(nested, inner));
        return [isSequence ? String(item.items(outer).length) : valueOf(item, outer)];
      });
      // Formats whose boxes differ have no rows and columns of a box (ANAP).
      const there = values.filter((value) => value !== 'absent');
      return `${hex(status)}: ${there.find((value) => !fits(value)) ?? there[0] ?? 'absent'}`;
    },
  };
}

const image = {
  ImageBoxPosition: 1,
  BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(1, 2, 3, 4))],
};

/** Prints a film; the UID of its job. */
export async function printedFilm(client: TcpPrintClient, session = {}): Promise<string> {
  await client.session({ FilmSessionLabel: 'hip', ...session });
  const { uid, images } = await client.filmBox();
  await client.set(BasicGrayscaleImageBox, images[0] ?? '', image);
  const answer = await client.action(BasicFilmBox, uid);
  const [item] = answer.dataSet.items('ReferencedPrintJobSequence');
  return item?.string('ReferencedSOPInstanceUID') ?? '';
}

export const answerProbes: readonly Probe[] = [
  ...getProbes('E.4.2-28, -29 Printer N-GET', ofPrinter, (client, attributes) =>
    client.get(Printer, sopInstances.Printer, attributes),
  ),
  ...getProbes('E.4.2-36, -37 Print Job N-GET', ofJob, async (client, attributes) =>
    client.get(PrintJob, await printedFilm(client), attributes),
  ),
  {
    table: 'E.4.2-36, -37 Print Job N-GET',
    attribute: '(instance)',
    sent: 'unknown',
    annex: '0112',
    run: async (client) => hex((await client.get(PrintJob, '2.25.4711')).status),
  },
  ...ofConfiguration.map(([path, wanted]) => configurationProbe(path, wanted)),
  {
    table: 'E.4.2-40 Printer Configuration N-GET',
    attribute: '(list)',
    sent: '0010,0010',
    annex: '0107',
    run: async (client) =>
      hex(
        (
          await client.get(
            PrinterConfigurationRetrieval,
            sopInstances.PrinterConfigurationRetrieval,
            [0x00100010],
          )
        ).status,
      ),
  },
];
