// Every attribute of the film session, the film box and the image box, from the request to each form of a film: the frozen
// film, the spool's JSON, the imager behind a DICOM destination, film.json. The compiler requires a row below for each attribute
// of the tables; a row states what is sent and what arrives, or why nothing does.
// Start at `filmBox`; docs/how-to/add-a-film-box-attribute.md has the steps.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planFilmFolder } from '../src/cli/print/film-folder-plan.ts';
import { planFilm, planSession } from '../src/destinations/dicom/film-plan.ts';
import { DataSet, type dataSetOf } from '../src/dicom/data-set/data-set.ts';
import { tagOf, type Keyword } from '../src/dicom/data-set/dictionary.ts';
import { sopClasses } from '../src/dicom/data-set/uids.ts';
import { filmBoxAttributes } from '../src/print-scp/tables/film-box-attributes.ts';
import { filmSessionAttributes } from '../src/print-scp/tables/film-session-attributes.ts';
import {
  imageBoxAttributes,
  retiredImageBoxAttributes,
} from '../src/print-scp/tables/image-box-attributes.ts';
import { valueText } from '../src/print-scp/tables/assign.ts';
import type { PrintJobPlan } from '../src/print-scu/job/print-job.ts';
import { filmBoxDataSet, imageBoxDataSet, sessionDataSet } from '../src/print-scu/job/print-data-sets.ts';
import { filmDescriptionSchema, type FilmDescriptionInput } from '../src/shared/film/film-description.ts';
import { toFilm, type FilmFolder } from '../src/shared/film/film-folder.ts';
import type { Film, PrintRequest } from '../src/shared/film/film.ts';
import { media } from '../src/shared/film/printer.ts';
import { deliveryTask } from './support/delivery-task.ts';
import { grayImage, PrintClient, testPrinter } from './support/print-client.ts';
import { suiteFolder } from './support/temporary-folder.ts';

type Values = Parameters<typeof dataSetOf>[0];

type ImageInFile = Partial<FilmDescriptionInput['images'][number]>;

/** An attribute that a form of the film does not have, with the reason. */
interface Not {
  readonly not: string;
}

/** The value of one attribute in each form of the film. */
interface Passage<InFile> {
  /** A value that is not the default. */
  readonly sent: string | number;
  /** What the imager receives; default: what was sent. */
  readonly imager?: string | Not;
  /** The same in film.json. */
  readonly file: InFile | Not;
}
type Row<InFile> = Passage<InFile> | Not;

const boxesOfServer = { not: 'the server makes the boxes, an imager its own' };
const reference = {
  not: 'refers to an instance of the association; what it refers to is sent, or frozen, on its own',
};
const ofTexts = { not: 'is sent with texts (destinations/dicom/forwarded-texts.test.ts)' };
const profile = { not: 'becomes a blob (destinations/dicom/forwarded-profile.test.ts)' };
const subject = { not: 'is kept as the subject of the film (destinations/dicom/forwarded-subjects.test.ts)' };
const ofSession = { not: 'film.json is one film; hardcopy print has options for the session' };
const imageOnly = { not: 'film.json has it for images only' };

const filmBox = {
  ImageDisplayFormat: {
    sent: 'STANDARD\\1,2',
    file: { imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 } },
  },
  ReferencedFilmSessionSequence: reference,
  ReferencedImageBoxSequence: boxesOfServer,
  ReferencedBasicAnnotationBoxSequence: boxesOfServer,
  FilmOrientation: { sent: 'LANDSCAPE', file: { filmOrientation: 'LANDSCAPE' } },
  FilmSizeID: { sent: '10INX12IN', file: { filmSizeId: '10INX12IN' } },
  AnnotationDisplayFormatID: { sent: 'LABEL', imager: ofTexts, file: { not: 'film.json has no texts' } },
  RequestedResolutionID: { sent: 'HIGH', file: { not: 'films of files are of standard resolution' } },
  MagnificationType: { sent: 'BILINEAR', file: { magnificationType: 'BILINEAR' } },
  SmoothingType: { sent: 'MEDIUM', file: { smoothingType: 'MEDIUM' } },
  MaxDensity: { sent: 300, file: { maxDensity: 300 } },
  MinDensity: { sent: 30, file: { minDensity: 30 } },
  BorderDensity: { sent: 'WHITE', file: { borderDensity: 'WHITE' } },
  EmptyImageDensity: { sent: '150', file: { emptyImageDensity: '150' } },
  Trim: { sent: 'YES', file: { trim: true } },
  ConfigurationInformation: { sent: 'CS005', file: { not: 'film.json has presentation LUTs instead' } },
  Illumination: { sent: 3000, file: { illumination: 3000 } },
  ReflectedAmbientLight: { sent: 12, file: { reflectedAmbientLight: 12 } },
  ReferencedPresentationLUTSequence: reference,
  RequestedImageSize: { sent: '100.5', file: imageOnly },
  ICCProfile: profile,
} satisfies Record<keyof ReturnType<typeof filmBoxAttributes>, Row<Partial<FilmDescriptionInput>>>;

const imageBox = {
  // The addressed image box is the first of two.
  ImageBoxPosition: { sent: 2, file: { position: 2 } },
  Polarity: { sent: 'REVERSE', file: { polarity: 'REVERSE' } },
  MagnificationType: { sent: 'BILINEAR', file: { magnificationType: 'BILINEAR' } },
  SmoothingType: { sent: 'MEDIUM', file: { smoothingType: 'MEDIUM' } },
  MaxDensity: { sent: 300, file: { maxDensity: 300 } },
  MinDensity: { sent: 30, file: { minDensity: 30 } },
  ConfigurationInformation: { sent: 'CS005', file: { not: 'film.json has presentation LUTs instead' } },
  RequestedImageSize: { sent: '100.5', file: { requestedImageSizeMm: 100.5 } },
  RequestedDecimateCropBehavior: { sent: 'CROP', file: { requestedDecimateCropBehavior: 'CROP' } },
  ReferencedPresentationLUTSequence: reference,
  OriginalImageSequence: subject,
  ICCProfile: profile,
  ReferencedImageOverlayBoxSequence: {
    not: 'retired; its bits are drawn into the pixels that are forwarded',
  },
  ReferencedVOILUTBoxSequence: { not: 'retired; it is applied to the pixels that are forwarded' },
} satisfies Record<
  keyof ReturnType<typeof imageBoxAttributes> | keyof typeof retiredImageBoxAttributes,
  Row<ImageInFile>
>;

const filmSession = {
  NumberOfCopies: { sent: 3, file: { copies: 3 } },
  PrintPriority: { sent: 'HIGH', file: ofSession },
  MediumType: { sent: 'BLUE FILM', file: ofSession },
  FilmDestination: { sent: 'BIN_2', file: ofSession },
  FilmSessionLabel: { sent: 'WARD 3', file: { not: 'the name of the folder is the label' } },
  MemoryAllocation: {
    not: 'is granted or refused by what the disk has room for; an imager is not asked for memory',
  },
  OwnerID: { not: 'is answered, and used for nothing' },
  ProposedStudySequence: subject,
  ReferencedPresentationLUTSequence: reference,
} satisfies Record<keyof typeof filmSessionAttributes, Row<Partial<FilmDescriptionInput>>>;

/** A printer of film, for which illumination has an effect. */
const printer = testPrinter({ medium: media['blue-film'] });
const temporary = suiteFolder('attributes');

const grayPixels = {
  kind: 'gray',
  rows: 2,
  columns: 2,
  pixelAspectRatio: [1, 1],
  photometricInterpretation: 'MONOCHROME2',
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  signed: false,
} as const;

interface Sent {
  readonly session?: Values;
  readonly film?: Values;
  readonly image?: Values;
}

/** The film that a client prints with these attributes, as the spool stores it. */
async function printed({ session, film, image }: Sent): Promise<PrintRequest> {
  const client = new PrintClient({ printer });
  await client.session(session);
  const { uid, images } = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\2,1', ...film });
  const set = await client.set(sopClasses.BasicGrayscaleImageBox, images[0] ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
    ...image,
  });
  assert.equal(set.status, 0x0000);
  assert.equal((await client.action(sopClasses.BasicFilmBox, uid)).status, 0x0000);
  await client.close();
  const [request] = client.spool.accepted;
  assert.ok(request);
  assert.deepEqual(request.substitutions, []);
  return JSON.parse(JSON.stringify(request)) as PrintRequest;
}

/** Everything that is sent for a plan, in one data set: the attributes of all images are the same. */
function onTheWire({ session, films: [film] }: Pick<PrintJobPlan, 'session' | 'films'>): DataSet {
  assert.ok(film);
  const [image] = film.images;
  assert.ok(image);
  return new DataSet([
    ...sessionDataSet(session),
    ...filmBoxDataSet(film, '1.2', undefined),
    ...imageBoxDataSet(image, { ...grayPixels, data: new Uint8Array(4) }, undefined),
  ]);
}

async function forwarded(request: PrintRequest): Promise<DataSet> {
  const { films, copies, priority, mediumType, filmDestination, sessionLabel = null } = request;
  const [film] = films;
  assert.ok(film);
  const task = deliveryTask(
    { path: '/film.pdf', pages: 1, byteLength: 1 },
    { copies, priority, mediumType, filmDestination, sessionLabel },
  );
  const planned = await planFilm(film, { blobPath: ({ key }) => key, densities: printer.densities });
  return onTheWire({ session: planSession(task), films: [planned] });
}

/** The film folder that a user would write for the film of `printed`. */
function folderWith(film: Partial<FilmDescriptionInput>, image: ImageInFile): FilmFolder {
  const description = filmDescriptionSchema.parse({
    title: 'One',
    imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 1 },
    filmSizeId: printer.defaults.filmSize,
    ...film,
    images: [{ position: 1, file: 'one.png', ...image }],
  });
  const pixels = { ...grayPixels, bytes: Buffer.alloc(4) };
  return {
    name: 'one',
    description,
    images: description.images.map((one) => ({ description: one, pixels })),
  };
}

/** A film without the values that are new in every film: UIDs and blobs. */
function valuesOf({ images, sopInstanceUid: _film, ...film }: Film): Readonly<Record<string, unknown>> {
  const [first] = images;
  assert.ok(first);
  const { sopInstanceUid: _image, pixels: _pixels, ...image } = first;
  const ofImage = Object.entries(image).map(([key, value]) => [`image.${key}`, value] as const);
  return { ...film, ...Object.fromEntries(ofImage) };
}

function filmOf({ films: [film] }: PrintRequest): Readonly<Record<string, unknown>> {
  assert.ok(film);
  return valuesOf(film);
}

/** The values that are different in `after`. */
function changed(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

const isNot = (value: unknown): value is Not => typeof value === 'object' && value !== null && 'not' in value;

const textIn = (dataSet: DataSet, keyword: Keyword): string | undefined => {
  const element = dataSet.get(tagOf(keyword));
  return element && valueText(element);
};

/** Tests every row against the attribute table of the server. */
function walk<InFile>(
  table: object,
  rows: Readonly<Partial<Record<Keyword, Row<InFile>>>>,
  {
    send,
    values,
    file,
  }: {
    readonly send: (attribute: Values) => Sent;
    readonly values: (request: PrintRequest) => Readonly<Record<string, unknown>>;
    readonly file: (inFile: InFile) => FilmFolder;
  },
): void {
  test('has a row for each attribute of the table', () => {
    assert.deepEqual(Object.keys(rows).toSorted(), Object.keys(table).toSorted());
  });
  for (const [keyword, row] of Object.entries(rows) as [Keyword, Row<InFile>][]) {
    if (isNot(row)) continue;
    const { sent, imager = String(sent) } = row;
    test(`${keyword} ${sent}`, async () => {
      const request = await printed(send({ [keyword]: sent }));
      const wire = await forwarded(request);
      assert.equal(textIn(wire, keyword), isNot(imager) ? undefined : imager);
      const asked = values(request);
      const keys = changed(values(await printed({})), asked);
      assert.notDeepEqual(keys, [], 'nothing of the film has changed');
      if (isNot(row.file)) return;
      const folder = file(row.file);
      assert.equal(textIn(onTheWire(planFilmFolder(folder)), keyword), String(sent));
      const inFile = valuesOf((await toFilm(folder, temporary)).film);
      for (const key of keys.filter((name) => name in inFile)) assert.deepEqual(inFile[key], asked[key], key);
    });
  }
}

describe('film box', () => {
  walk<Partial<FilmDescriptionInput>>(filmBoxAttributes(64), filmBox, {
    send: (film) => ({ film }),
    values: filmOf,
    file: (film) => folderWith(film, {}),
  });
});

describe('image box', () => {
  walk<ImageInFile>({ ...imageBoxAttributes(64), ...retiredImageBoxAttributes }, imageBox, {
    send: (image) => ({ image }),
    values: filmOf,
    file: (image) => folderWith({}, image),
  });
});

describe('film session', () => {
  walk<Partial<FilmDescriptionInput>>(filmSessionAttributes, filmSession, {
    send: (session) => ({ session }),
    values: ({ films: _films, printJobUid: _uid, ...request }) => request,
    file: (film) => folderWith(film, {}),
  });
});
