// The data sets that a print client sends (PS3.4 H.4, PS3.3 C.13, C.11.4), built from the plan. Pure: a value that the plan
// does not have is not sent.
import { displayFormatText } from '../../shared/film/display-format.ts';
import { dataSetOf, type DataSet } from '../../dicom/data-set/data-set.ts';
import { tagOf, vrOf } from '../../dicom/data-set/dictionary.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { Subject } from '../../shared/film/subjects.ts';
import type { SentImage } from '../../images/pixels/prepared-image.ts';
import type { PlannedFilm, PlannedImage, PlannedLut, PlannedSession } from './print-job.ts';

/** Specific Character Set (0008,0005) for texts: the smallest set that has all their characters; none for ASCII. */
export function characterSetFor(...texts: readonly (string | undefined)[]): string | undefined {
  const text = texts.join('');
  if (/^[\x20-\x7e]*$/.test(text)) return undefined;
  return /^[\x20-\x7e\xa0-\xff]*$/.test(text) ? 'ISO_IR 100' : 'ISO_IR 192';
}

/** The text in ASCII: letters without their accents, `?` for every other character. */
export function asciiText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?');
}

function reference(sopClassUid: string, sopInstanceUid: string): DataSet {
  return dataSetOf({ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid });
}

const references = (
  sopClassUid: string,
  sopInstanceUid: string | undefined,
): readonly DataSet[] | undefined =>
  sopInstanceUid === undefined ? undefined : [reference(sopClassUid, sopInstanceUid)];

const yesNo = (flag: boolean | undefined): 'YES' | 'NO' | undefined =>
  flag === undefined ? undefined : flag ? 'YES' : 'NO';

/** A number as DS, which has at most 16 characters (PS3.5 6.2). */
function decimal(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(Number(value.toPrecision(10)));
}

export function sessionDataSet(session: PlannedSession): DataSet {
  return dataSetOf({
    SpecificCharacterSet: characterSetFor(session.filmSessionLabel),
    NumberOfCopies: session.numberOfCopies,
    PrintPriority: session.printPriority,
    MediumType: session.mediumType,
    FilmDestination: session.filmDestination,
    FilmSessionLabel: session.filmSessionLabel,
  });
}

export function filmBoxDataSet(film: PlannedFilm, sessionUid: string, lutUid: string | undefined): DataSet {
  return dataSetOf({
    ImageDisplayFormat: displayFormatText(film.imageDisplayFormat),
    AnnotationDisplayFormatID: film.annotationDisplayFormatId,
    FilmOrientation: film.filmOrientation,
    FilmSizeID: film.filmSizeId,
    MagnificationType: film.magnificationType,
    SmoothingType: film.smoothingType,
    BorderDensity: film.borderDensity,
    EmptyImageDensity: film.emptyImageDensity,
    MinDensity: film.minDensity,
    MaxDensity: film.maxDensity,
    Trim: yesNo(film.trim),
    ConfigurationInformation: film.configurationInformation,
    Illumination: film.illumination,
    ReflectedAmbientLight: film.reflectedAmbientLight,
    RequestedResolutionID: film.requestedResolutionId,
    ReferencedFilmSessionSequence: [reference(sopClasses.BasicFilmSession, sessionUid)],
    ReferencedPresentationLUTSequence: references(sopClasses.PresentationLut, lutUid),
  });
}

/** Patient and study, with the character set of their texts. */
function subjectDataSet(subject: Subject): DataSet {
  return dataSetOf({
    SpecificCharacterSet: characterSetFor(subject.patientName, subject.patientId, subject.accessionNumber),
    PatientName: subject.patientName,
    PatientID: subject.patientId,
    AccessionNumber: subject.accessionNumber,
    StudyDate: subject.studyDate,
    StudyInstanceUID: subject.studyInstanceUid,
  });
}

/** The one item of a Basic Grayscale or Basic Color Image Sequence. */
function pixelItem(image: SentImage): DataSet {
  const [vertical, horizontal] = image.pixelAspectRatio;
  const shape = {
    Rows: image.rows,
    Columns: image.columns,
    // Required exactly when the pixels are not square (PS3.4 H.4.3.1.2.1.1).
    PixelAspectRatio: vertical === horizontal ? undefined : [vertical, horizontal],
    BitsAllocated: image.bitsAllocated,
    BitsStored: image.bitsStored,
    PixelData: image.data instanceof Uint8Array ? image.data : undefined,
  };
  return withStreamedPixels(image, descriptionOf(image, shape));
}

/** The item with its Pixel Data as an element without bytes, which are streamed later. */
function withStreamedPixels({ data }: SentImage, item: DataSet): DataSet {
  if (data instanceof Uint8Array) return item;
  const value = { kind: 'streamed', byteLength: data.byteLength } as const;
  return item.with([{ tag: tagOf('PixelData'), vr: vrOf('PixelData'), value }]);
}

function descriptionOf(image: SentImage, shape: Parameters<typeof dataSetOf>[0]): DataSet {
  switch (image.kind) {
    case 'gray':
      return dataSetOf({
        ...shape,
        SamplesPerPixel: 1,
        PhotometricInterpretation: image.photometricInterpretation,
        HighBit: image.highBit,
        PixelRepresentation: image.signed ? 1 : 0,
      });
    case 'rgb':
      return dataSetOf({
        ...shape,
        SamplesPerPixel: 3,
        PhotometricInterpretation: 'RGB',
        PlanarConfiguration: image.planarConfiguration,
        HighBit: image.bitsStored - 1,
        PixelRepresentation: 0,
        ICCProfile: image.iccProfile,
      });
  }
}

/** @param subject patient and study of the image, for printers that store them */
export function imageBoxDataSet(
  image: PlannedImage,
  pixels: SentImage,
  lutUid: string | undefined,
  subject?: Subject,
): DataSet {
  const item = [subject ? pixelItem(pixels).with(subjectDataSet(subject)) : pixelItem(pixels)];
  return dataSetOf({
    ImageBoxPosition: image.position,
    Polarity: image.polarity,
    MagnificationType: image.magnificationType,
    SmoothingType: image.smoothingType,
    MinDensity: image.minDensity,
    MaxDensity: image.maxDensity,
    ConfigurationInformation: image.configurationInformation,
    RequestedImageSize: decimal(image.requestedImageSizeMm),
    RequestedDecimateCropBehavior: image.requestedDecimateCropBehavior,
    BasicGrayscaleImageSequence: pixels.kind === 'gray' ? item : undefined,
    BasicColorImageSequence: pixels.kind === 'rgb' ? item : undefined,
    ReferencedPresentationLUTSequence: references(sopClasses.PresentationLut, lutUid),
  });
}

export function lutDataSet(lut: PlannedLut): DataSet {
  if (lut.kind !== 'table') return dataSetOf({ PresentationLUTShape: lut.kind });
  const words = Buffer.alloc(lut.table.length * 2);
  for (const [index, word] of lut.table.entries()) words.writeUInt16LE(word, index * 2);
  return dataSetOf({
    PresentationLUTSequence: [
      // 65536 entries are written as 0 (PS3.3 C.11.4).
      dataSetOf({ LUTDescriptor: [lut.table.length & 0xffff, 0, lut.bits], LUTData: words }),
    ],
  });
}

export function annotationDataSet(position: number, text: string): DataSet {
  return dataSetOf({ AnnotationPosition: position, TextString: text });
}
