// Attributes of the Basic Film Box SOP Class (PS3.4 H.4.2.2.1, tables H.4-6 for N-CREATE and H.4-7 for N-SET; ranges
// and defaults as in PS3.2 tables E.4.2-19 and E.4.2-22). docs/how-to/add-a-film-box-attribute.md has the steps for a new one.
import {
  filmOrientations,
  magnificationTypes,
  type FilmOrientation,
  type MagnificationType,
} from '../../shared/film/film.ts';
import { displayFormatText, type ImageDisplayFormat } from '../../shared/film/display-format.ts';
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { annotationFormatIds, sixLines } from '../rules/annotation-formats.ts';
import type { AttributeRule } from '../rules/attribute-rules.ts';
import { reference } from '../rules/reference-rules.ts';
import { integer, term, unused } from '../rules/value-rules.ts';
import { annexEMaxDensity, densityLimit } from '../rules/density-limit.ts';
import { density, parseDensity } from '../rules/density-rule.ts';
import { configurationInformation } from '../rules/configuration-information.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import { filmSizeRule, orientationOf } from '../rules/film-size-rule.ts';
import { readDisplayFormat, type ParsedDisplayFormat } from '../rules/display-format.ts';
import { requestedImageSize } from '../rules/requested-image-size.ts';
import { iccProfile } from '../receive/icc-profile.ts';
import { nearSpellings } from '../rules/near-spellings.ts';
import { smoothingType } from '../rules/smoothing-type.ts';
import { status } from '../rules/status.ts';

const black = { kind: 'black' } as const;

/** The settings of a client's profile for reading the attributes of a film box. */
export type FilmReading = Pick<ClientProfile, 'displayFormat' | 'reading'>;
const lenientReading: FilmReading = { displayFormat: 'lenient', reading: 'lenient' };

const kinds = 'STANDARD\\C,R, ROW\\R1,R2,…, COL\\C1,C2,…, SLIDE, SUPERSLIDE';

/** The format as the client's profile reads it, for the film that the same data set asks for. */
export function readFormat(
  dataSet: DataSet,
  printer: Printer,
  maxBoxes: number,
  reading: FilmReading,
): ParsedDisplayFormat {
  const { value: film } = filmSizeRule(reading.reading).read(dataSet, 'FilmSizeID', printer);
  const { value: orientation } = filmOrientation.read(dataSet, 'FilmOrientation', printer);
  const text = dataSet.strings('ImageDisplayFormat').join('\\');
  const way = orientationOf(film, orientation);
  return readDisplayFormat(text, { maxBoxes, ...film, filmOrientation: way, printer }, reading.displayFormat);
}

/** Image Display Format: the only attribute whose invalid value fails the film box. */
function displayFormat(maxBoxes: number, reading: FilmReading): AttributeRule<ImageDisplayFormat> {
  return {
    usage: 'M/M',
    invalid:
      reading.displayFormat === 'infer' ? status.attributeValueOutOfRange : status.invalidAttributeValue,
    visible: 'always',
    range: ({ customFormats }) =>
      [kinds, ...Object.keys(customFormats).map((id) => `CUSTOM\\${id}`)].join(', ') +
      `; up to ${maxBoxes} image boxes`,
    fallback: () => ({ kind: 'STANDARD', columns: 1, rows: 1 }),
    read: (dataSet, _, printer) => {
      const parsed = readFormat(dataSet, printer, maxBoxes, reading);
      if (parsed.kind === 'ok') return { kind: 'ok', value: parsed.format };
      const value =
        parsed.kind === 'inferred' ? parsed.format : ({ kind: 'STANDARD', columns: 1, rows: 1 } as const);
      return { kind: 'substituted', value, reason: parsed.reason };
    },
    show: displayFormatText,
  };
}

const filmOrientation = term<FilmOrientation>({
  usage: 'U/M',
  visible: 'always',
  terms: () => filmOrientations,
  aliases: nearSpellings.FilmOrientation,
  fallback: (printer) => printer.defaults.filmOrientation,
});

/** Attributes that N-SET can change; N-CREATE accepts all of them too. */
export const filmBoxSettableAttributes = {
  MagnificationType: term<MagnificationType>({
    usage: 'U/M',
    terms: () => magnificationTypes,
    aliases: nearSpellings.MagnificationType,
    fallback: (printer) => printer.defaults.magnificationType,
  }),
  SmoothingType: smoothingType((printer) =>
    printer.defaults.smoothingType === '' ? undefined : printer.defaults.smoothingType,
  ),
  MaxDensity: densityLimit(
    'U/M',
    ({ densities, defaults }) => ({ used: defaults.maxDensity ?? densities.max }),
    annexEMaxDensity,
  ),
  MinDensity: densityLimit('U/M', ({ densities, defaults }) => ({
    used: defaults.minDensity ?? densities.min,
  })),
  BorderDensity: density({
    usage: 'U/U',
    fallback: (printer) => parseDensity(printer.defaults.borderDensity) ?? black,
  }),
  EmptyImageDensity: density({
    usage: 'U/U',
    fallback: (printer) => parseDensity(printer.defaults.emptyImageDensity) ?? black,
  }),
  Trim: term<'YES' | 'NO'>({
    usage: 'U/U',
    terms: () => ['YES', 'NO'],
    aliases: nearSpellings.Trim,
    fallback: ({ defaults }) => defaults.trim ?? 'NO',
  }),
  ConfigurationInformation: configurationInformation('U/M'),
  // 0 means that the light box is off: see viewing-light.ts.
  Illumination: integer<number | undefined>({
    usage: 'U/MC',
    min: () => 0,
    max: () => 65_535,
    fallback: () => undefined,
  }),
  ReflectedAmbientLight: integer<number | undefined>({
    usage: 'U/MC',
    min: () => 0,
    max: () => 65_535,
    fallback: () => undefined,
  }),
  ReferencedPresentationLUTSequence: reference('U/MC'),
  // Not in the standard for film boxes: some clients send it once for all images.
  RequestedImageSize: requestedImageSize,
  ICCProfile: iccProfile,
} as const;

const annotationTerms = term<string>({ usage: 'U/U', terms: annotationFormatIds, fallback: () => 'NONE' });

/** An unknown format becomes one of six lines, so that no text is lost; with strict reading it becomes NONE. */
function annotationFormat(reading: ClientProfile['reading']): AttributeRule<string> {
  if (reading === 'strict') return annotationTerms;
  return {
    ...annotationTerms,
    read: (...of) => {
      const read = annotationTerms.read(...of);
      return read.kind === 'substituted' ? { ...read, value: sixLines } : read;
    },
  };
}

/** Attributes of N-CREATE, for film boxes of at most `maxBoxes` image boxes. */
export function filmBoxAttributes(maxBoxes: number, reading = lenientReading) {
  return {
    ImageDisplayFormat: displayFormat(maxBoxes, reading),
    // Mandatory by table H.4-6, but real clients leave it out (an association has only one session).
    ReferencedFilmSessionSequence: reference('U/M'),
    // Created by the server (-/M), but some clients send them, empty or not.
    ReferencedImageBoxSequence: unused('-/M', 'the server makes the boxes'),
    ReferencedBasicAnnotationBoxSequence: unused('-/M', 'the server makes the boxes'),
    FilmOrientation: filmOrientation,
    FilmSizeID: filmSizeRule(reading.reading),
    AnnotationDisplayFormatID: annotationFormat(reading.reading),
    RequestedResolutionID: term<'STANDARD' | 'HIGH'>({
      usage: 'U/U',
      terms: () => ['STANDARD', 'HIGH'],
      aliases: nearSpellings.RequestedResolutionID,
      fallback: () => 'STANDARD',
    }),
    ...filmBoxSettableAttributes,
  } as const;
}
