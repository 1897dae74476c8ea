// The built-in test page, which a technician prints to verify that a printer works, prints at true size and has
// correct grays. It is processed like any other film. Start at `testPageRequest`.
import type { BlobWriter, PrintRequest } from '../shared/film/film.ts';
import { sizeText } from '../shared/film/film-size-text.ts';
import { filmSizeOf, sizeOfFilm } from '../shared/film/film-sizes.ts';
import type { Printer } from '../shared/film/printer.ts';
import { newUid } from '../shared/uid.ts';
import { testPattern, testPatternMm, testPatternPlaces } from './test-pattern.ts';

/** Calling AE title of test pages, which are not requested by a DICOM client. */
const testPageAeTitle = 'TEST_PAGE';

export interface TestPageParts {
  readonly printer: Printer;
  /** Address of the requester. */
  readonly address: string;
  readonly at: Date;
  /** Media loaded in the devices, for display; empty if no device reports them. */
  readonly papers: readonly string[];
  readonly openBlob: () => Promise<BlobWriter>;
}

/** 2026-03-01 10:00:05 CET, in local time, so that a technician can compare it with a watch. */
function clockText(at: Date): string {
  const two = '2-digit';
  const day = { year: 'numeric', month: two, day: two } as const;
  return at.toLocaleString('sv-SE', {
    ...day,
    hour: two,
    minute: two,
    second: two,
    timeZoneName: 'short',
  });
}

/** `Film 14INX17IN PORTRAIT, 355.6 × 431.8 mm; loaded: A4` */
function filmText(printer: Printer, papers: readonly string[]): string {
  const { filmSize, filmOrientation } = printer.defaults;
  const size = sizeOfFilm(filmSizeOf(filmSize, printer));
  const film = `Film ${filmSize} ${filmOrientation}${size === undefined ? '' : `, ${sizeText(size)}`}`;
  return papers.length === 0 ? film : `${film}; paper loaded: ${papers.join(', ')}`;
}

/**
 * A request for one test page on the printer's default film, its pixels written as a blob.
 * Throws the system's errors.
 */
export async function testPageRequest({
  printer,
  address,
  at,
  papers,
  openBlob,
}: TestPageParts): Promise<PrintRequest> {
  const { rows, columns, pixels } = testPattern();
  const writer = await openBlob();
  await writer.write(pixels);
  const data = await writer.finish();
  const { min, max } = printer.densities;
  const texts = [
    { place: { kind: 'top' }, text: `Test page of ${printer.aeTitle} (${printer.name}), ${clockText(at)}` },
    {
      place: { kind: 'bottom' },
      text:
        `The rulers measure ${testPatternMm.ruler} mm. The squares of 5 % and 95 % must be seen. ` +
        `Lines: ${testPatternPlaces.pairs.perMm.join(', ')} pairs per mm.`,
    },
    { place: { kind: 'top' }, text: filmText(printer, papers) },
  ] as const;
  return {
    printJobUid: newUid(),
    printer: printer.aeTitle,
    callingAeTitle: testPageAeTitle,
    peerAddress: address,
    association: 'console',
    priority: 'HIGH',
    copies: 1,
    sessionLabel: 'Test page',
    mediumType: printer.defaults.mediumType,
    filmDestination: printer.defaults.filmDestination,
    films: [
      {
        kind: 'film',
        sopInstanceUid: newUid(),
        ...filmSizeOf(printer.defaults.filmSize, printer),
        filmOrientation: printer.defaults.filmOrientation,
        imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
        borderDensity: { kind: 'white' },
        emptyImageDensity: { kind: 'white' },
        minDensity: min,
        maxDensity: max,
        trim: false,
        requestedResolutionId: 'STANDARD',
        images: [
          {
            kind: 'image',
            sopInstanceUid: newUid(),
            position: 1,
            pixels: {
              kind: 'gray',
              photometricInterpretation: 'MONOCHROME2',
              rows,
              columns,
              data,
              bitsAllocated: 8,
              bitsStored: 8,
              highBit: 7,
              signed: false,
              pixelAspectRatio: [1, 1],
            },
            polarity: 'NORMAL',
            presentationLut: { kind: 'IDENTITY' },
            // No overshoot at the edges of the steps, and ticks at exact positions.
            magnificationType: 'BILINEAR',
            minDensity: min,
            maxDensity: max,
            requestedImageSizeMm: testPatternMm.width,
            requestedDecimateCropBehavior: 'DECIMATE',
          },
        ],
        annotations: texts.map(({ place, text }, index) => ({
          kind: 'annotation',
          position: index + 1,
          text,
          place,
        })),
      },
    ],
    substitutions: [],
  };
}
