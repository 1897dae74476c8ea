// Tables E.4.2-14 to -32: attributes of requests with legal, illegal, empty and missing values. Color image boxes, which the
// annex does not have, are probed with the same rows by PS3.3 C.13.5.
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { colorImage, grayImage, imageBoxUids } from '../../support/print-client.ts';
import type { TcpPrintClient } from '../../support/tcp-print-client.ts';
import { mandatory, probesOf, warned, type Probe, type Row, type Values } from './probe.ts';

const { BasicAnnotationBox, BasicColorImageBox, BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox } =
  sopClasses;

const film: Values = { ImageDisplayFormat: 'STANDARD\\1,1', AnnotationDisplayFormatID: 'LABEL' };

const light = (attribute: string, usual: number): Row => ({
  ...warned(attribute, [0, 1, usual, 65_535], []),
  // "Mandatory if Presentation LUT is supported".
  empty: 0x0121,
});

const ofFilmBox = (beyondPrinter: number, why: string): readonly Row[] => [
  warned('MagnificationType', ['REPLICATE', 'BILINEAR', 'CUBIC', 'NONE'], ['SHARPEN', '1']),
  // The printer of the probes prints up to 340.
  warned('MaxDensity', [170, 320, 340], [0, 169, 351, 65_535], [[350, beyondPrinter, why]]),
  warned('SmoothingType', ['0', '7', '15'], ['16', '99', 'abc']),
  warned('BorderDensity', ['WHITE', 'BLACK'], ['GREEN', '-1']),
  warned('Trim', ['YES', 'NO'], ['MAYBE', '2']),
  light('Illumination', 2000),
  light('ReflectedAmbientLight', 10),
];

const gray = (changes: Values) => grayImage(2, 2, Uint8Array.of(0, 85, 170, 255), changes);
const color = (changes: Values) => colorImage(2, 2, new Uint8Array(12), changes);

async function setGray(client: TcpPrintClient, values: Values) {
  await client.session();
  const created = await client.create(BasicFilmBox, film);
  return client.set(BasicGrayscaleImageBox, imageBoxUids(created)[0] ?? '', values);
}

async function setColor(client: TcpPrintClient, values: Values) {
  client.color = true;
  await client.session();
  const { images } = await client.filmBox();
  return client.set(BasicColorImageBox, images[0] ?? '', values);
}

const ofImageBox: readonly Row[] = [
  mandatory('ImageBoxPosition', [1], [0, 2]),
  { ...warned('Polarity', ['NORMAL', 'REVERSE'], ['BACK', '1']), answer: 0x0106 },
  warned('MagnificationType', ['REPLICATE', 'BILINEAR', 'CUBIC', 'NONE'], ['SHARPEN', '1']),
  warned('SmoothingType', ['0', '15'], ['16', '99', 'abc']),
  warned('RequestedImageSize', ['100'], ['0', '-5', 'wide', '9999']),
];

const grid: readonly Row[] = [
  mandatory('Rows', [2], [0]),
  mandatory('Columns', [2], [0]),
  // Any pair is legal; one that makes the image taller than its box is shrunk, as table E.4.2-27 says of such images.
  warned(
    'PixelAspectRatio',
    ['1\\1', '4\\3', '1\\2', '32767\\32767'],
    ['0\\1', '1\\32768', '1', '-1\\1'],
    [['32767\\1', 0xb604, 'E.4.2-27: larger than its box']],
  ),
  mandatory('BitsAllocated', [8], [12, 32]),
  mandatory('BitsStored', [8], [7, 17]),
  mandatory('HighBit', [7], [6, 16]),
];

export const requestProbes: readonly Probe[] = [
  ...probesOf('E.4.2-14 film session N-CREATE', (client, values) => client.create(BasicFilmSession, values), [
    warned('NumberOfCopies', ['1', '99'], ['0', '100', '-1']),
    warned('PrintPriority', ['HIGH', 'MED', 'LOW'], ['SOON', '1']),
    warned('MediumType', ['CLEAR FILM', 'BLUE FILM', 'PAPER', 'CURRENT'], ['GLASS', '9']),
    warned('FilmDestination', ['MAGAZINE', 'PROCESSOR', 'CURRENT'], ['DRAWER', 'TRAY_1']),
    warned('FilmSessionLabel', ['a', 'x'.repeat(64)], ['x'.repeat(65)]),
  ]),
  ...probesOf(
    'E.4.2-14 film session N-SET',
    async (client, values) => client.set(BasicFilmSession, await client.session(), values),
    [
      warned('NumberOfCopies', ['1', '99'], ['0', '100']),
      warned('PrintPriority', ['HIGH', 'MED', 'LOW'], ['SOON']),
      warned('MediumType', ['CLEAR FILM', 'CURRENT'], ['GLASS']),
      warned('FilmDestination', ['MAGAZINE', 'CURRENT'], ['DRAWER']),
      warned('FilmSessionLabel', ['x'.repeat(64)], ['x'.repeat(65)]),
    ],
  ),
  ...probesOf(
    'E.4.2-19 film box N-CREATE',
    async (client, values) => {
      await client.session();
      return client.create(BasicFilmBox, { ...film, ...values });
    },
    [
      mandatory(
        'ImageDisplayFormat',
        ['STANDARD\\1,1', 'STANDARD\\3,4', 'ROW\\1,2,3', 'COL\\3,2,1'],
        ['STANDARD\\0,1', 'NONSENSE', 'ROW\\'],
      ),
      warned('FilmOrientation', ['PORTRAIT', 'LANDSCAPE'], ['DIAGONAL', '1']),
      warned('FilmSizeID', ['8INX10IN', '11INX14IN', '14INX17IN', 'CURRENT'], ['HUGE', '99']),
      warned('AnnotationDisplayFormatID', ['LABEL', 'BOTTOM', 'COMBINED', 'NONE'], ['NOWHERE', '77']),
      ...ofFilmBox(0xb605, 'E.4.2-21: outside the printer’s range'),
    ],
  ),
  ...probesOf(
    'E.4.2-22 film box N-SET',
    async (client, values) => {
      await client.session();
      const { uid } = await client.filmBox(film);
      return client.set(BasicFilmBox, uid, values);
    },
    [
      ...ofFilmBox(0x0116, 'E.4.2-23 has no B605'),
      warned(
        'ConfigurationInformation',
        ['CS000', 'CS015', 'LUT=0,0', 'LUT=0,15', 'LUT=abc,5'],
        ['CS016', 'LOUD', 'LUT=0,16'],
      ),
    ],
  ),
  ...probesOf(
    'E.4.2-26 image box N-SET',
    (client, values) =>
      setGray(client, { ImageBoxPosition: 1, BasicGrayscaleImageSequence: [gray({})], ...values }),
    ofImageBox,
  ),
  ...probesOf(
    'E.4.2-26 image in the sequence',
    (client, values) => setGray(client, { ImageBoxPosition: 1, BasicGrayscaleImageSequence: [gray(values)] }),
    [
      mandatory('SamplesPerPixel', [1], [0, 3]),
      mandatory('PhotometricInterpretation', ['MONOCHROME1', 'MONOCHROME2'], ['RGB', 'GRAY']),
      ...grid,
      mandatory('PixelRepresentation', [0, 1], [2]),
    ],
    'BasicGrayscaleImageSequence',
  ),
  ...probesOf(
    'as E.4.2-26, color image box',
    (client, values) =>
      setColor(client, { ImageBoxPosition: 1, BasicColorImageSequence: [color({})], ...values }),
    ofImageBox,
  ),
  ...probesOf(
    'as E.4.2-26, color image in the sequence',
    (client, values) => setColor(client, { ImageBoxPosition: 1, BasicColorImageSequence: [color(values)] }),
    [
      mandatory('SamplesPerPixel', [3], [0, 1]),
      mandatory('PhotometricInterpretation', ['RGB'], ['MONOCHROME2', 'YBR_FULL']),
      mandatory('PlanarConfiguration', [0, 1], [2]),
      ...grid,
      mandatory('PixelRepresentation', [0], [1, 2]),
    ],
    'BasicColorImageSequence',
  ),
  ...probesOf(
    'E.4.2-32 annotation box N-SET',
    async (client, values) => {
      await client.session();
      const created = await client.create(BasicFilmBox, film);
      const [box] = created.dataSet.items('ReferencedBasicAnnotationBoxSequence');
      const uid = box?.string('ReferencedSOPInstanceUID') ?? '';
      return client.set(BasicAnnotationBox, uid, { AnnotationPosition: 0, ...values });
    },
    [
      mandatory('AnnotationPosition', [0], [2, 99]),
      warned('TextString', ['a', 'x'.repeat(64)], ['x'.repeat(65)]),
    ],
  ),
];
