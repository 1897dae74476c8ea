// The statuses of each operation of each SOP class, with their meaning: the status tables of the conformance statement (PS3.2
// A.4.2, as in annex E, tables E.4.2-11 to E.4.2-39). The operations do not read this table; the test client checks every
// response against it. Start at `statusesOf`.
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { status, type Status } from '../rules/status.ts';
import {
  type OperationKind,
  type StatusRow,
  type OperationRows,
  done,
  noInstance,
  otherClass,
  newInstance,
  toSent,
  toStrict,
  substituted,
  skipped,
  clamped,
  invalid,
  missing,
  empty,
  sizes,
  notGranted,
  resource,
  retiredBox,
  printFailures,
  notPrinted,
  someAttributes,
  information,
} from './status-rows.ts';

/** Statuses of any request, in addition to the rows of its operation. */
export const statusesOfAnyRequest: readonly StatusRow[] = [
  [status.noSuchSopClass, 'The SOP class is not supported here, or is a Meta SOP class.'],
  [status.unrecognizedOperation, 'The SOP class has no such operation.'],
  [status.notAuthorized, 'The client is not allowed to do this here.'],
  [
    status.processingFailure,
    'The data set cannot be decoded: lengths or values contradict each other or exceed a limit; or an internal error.',
  ],
];

/** N-ACTION of film boxes, and of boxes that are named instead of them (meant-request.ts). */
const printFilm: readonly StatusRow[] = [
  [
    status.success,
    'The film is on disk and will be printed. If Print Job was negotiated, the Print Job instance is referred to. If an image box or annotation box is addressed instead, its film is printed.',
  ],
  [status.emptyPage, 'The film box has no image. It is not printed.'],
  ...sizes(notPrinted),
  [status.printQueueFull, 'The spool cannot accept the job.'],
  ...printFailures,
];

const imageBox: OperationRows = {
  'N-ACTION-RQ': printFilm,
  'N-SET-RQ': [
    [
      status.success,
      'Done: the image is stored, or with an empty sequence erased. Every attribute in use is returned with its value.',
    ],
    [status.attributeValueOutOfRange, `${substituted[1]} Also: the image replaces one that was not printed.`],
    skipped,
    clamped,
    ...sizes('The image box stays as it was.'),
    [
      status.invalidAttributeValue,
      'A value cannot be used, the film has neither the position nor a free image box, values contradict each other or the length of Pixel Data, there is more than one image, or a presentation LUT, overlay box or VOI LUT box referred to does not exist.',
    ],
    missing,
    empty,
    noInstance,
    otherClass,
    [status.insufficientMemory, 'The image is larger than allowed, or the disk has no room for it.'],
  ],
};

const stored = {
  'C-STORE-RQ': [
    [
      status.success,
      'The object is kept; a Stored Print object whose images have all arrived is accepted for printing.',
    ],
    [status.sopClassNotSupported, 'Objects of this SOP class are not accepted here.'],
    [
      status.outOfResources,
      'The maximum number of objects that wait for others is reached, or the spool or the disk has no room.',
    ],
    [
      status.dataSetMismatch,
      'There is no data set, its SOP class or instance differs from that of the request, or the image lacks attributes.',
    ],
    [status.cannotUnderstand, 'The data set cannot be decoded, or what it describes cannot be printed.'],
  ],
} as const satisfies OperationRows;

/** By SOP class UID. */
export const operationStatuses: Readonly<Record<string, OperationRows>> = {
  [sopClasses.Verification]: {
    'C-ECHO-RQ': [[status.success, 'The server is reachable.']],
  },
  [sopClasses.BasicFilmSession]: {
    'N-CREATE-RQ': [
      done,
      substituted,
      skipped,
      notGranted,
      invalid,
      ...newInstance,
      resource('The association has a film session already.'),
    ],
    'N-SET-RQ': [done, substituted, skipped, notGranted, invalid, noInstance, otherClass],
    'N-ACTION-RQ': [
      [
        status.success,
        'The films are on disk and will be printed. If Print Job was negotiated, the Print Job instance is referred to.',
      ],
      [
        status.collationNotSupported,
        `The printer prints film boxes one by one (maxCollatedFilms is 0): the film box that is not printed yet is printed alone. ${toSent}`,
      ],
      [
        status.emptyPageInSession,
        'The film session has film boxes without an image, which are not printed. The others are; if there are none, no print job is created.',
      ],
      ...sizes(notPrinted),
      [
        status.noFilmBoxes,
        'The film session has no film boxes, or, where they are printed one by one, no unprinted one.',
      ],
      [
        status.printQueueFullForSession,
        'The spool cannot accept the job, or the session has more films than the printer collates.',
      ],
      ...printFailures,
    ],
    'N-DELETE-RQ': [
      [
        status.success,
        'The film session and everything below it are deleted; accepted films are still printed.',
      ],
      noInstance,
      otherClass,
    ],
  },
  [sopClasses.BasicFilmBox]: {
    'N-CREATE-RQ': [
      [
        status.success,
        'The film box and its image and annotation boxes are created. Their references and every attribute in use are returned.',
      ],
      [
        status.attributeValueOutOfRange,
        'Created; values that cannot be used were replaced by the default. Only the attributes concerned are returned, and the references. For attributes whose invalid values are only recorded, this is sent only to clients whose profile has warnings: sent.',
      ],
      skipped,
      clamped,
      invalid,
      missing,
      empty,
      ...newInstance,
      resource('The film session has the maximum number of film boxes.'),
      [
        status.filmBoxNotPrinted,
        'The previous film box is not printed yet, and the printer prints film boxes one by one (maxCollatedFilms is 0).',
      ],
    ],
    'N-SET-RQ': [
      done,
      substituted,
      [
        status.attributeListError,
        'Done; attributes that N-SET does not change were skipped. Their tags are in the Attribute Identifier List, and the attributes in use are returned. Sent to every client if they request another display format, film size or orientation than that of the film box; for other attributes only to clients whose profile has warnings: sent.',
      ],
      [clamped[0], `${clamped[1]} To clients of profile annex-e 0116 instead.`],
      invalid,
      [
        status.missingAttributeValue,
        'Illumination, Reflected Ambient Light or a UID of a reference has no value (to clients of profile annex-e). They are returned.',
      ],
      noInstance,
      otherClass,
    ],
    'N-ACTION-RQ': printFilm,
    'N-DELETE-RQ': [
      [status.success, 'The film box and its boxes are deleted; an accepted film is still printed.'],
      noInstance,
      otherClass,
    ],
  },
  [sopClasses.BasicGrayscaleImageBox]: imageBox,
  [sopClasses.BasicColorImageBox]: imageBox,
  [sopClasses.BasicAnnotationBox]: {
    'N-SET-RQ': [
      [status.success, 'The text is stored, or erased if it has zero length.'],
      [
        status.attributeValueOutOfRange,
        `${substituted[1]} Also: the text replaces one that was not printed.`,
      ],
      skipped,
      [invalid[0], `Annotation Position is not a position of the format. ${toStrict}`],
      [
        missing[0],
        `Annotation Position is missing. Its tag is in the Attribute Identifier List. ${toStrict}`,
      ],
      [empty[0], `Annotation Position has no value. It is returned. ${toStrict}`],
      [
        status.noSuchSopInstance,
        'The instance does not exist on this association, and the last film box has no matching annotation box. To clients whose profile has reading: strict: the instance does not exist.',
      ],
      otherClass,
    ],
  },
  [sopClasses.PresentationLut]: {
    'N-CREATE-RQ': [
      [status.success, 'The presentation LUT is created.'],
      [
        status.attributeListError,
        `Created; attributes that the operation does not know were skipped. ${toSent} To clients of profile annex-e also: the Presentation LUT Shape is invalid, and nothing was created.`,
      ],
      [
        status.invalidAttributeValue,
        'The LUT Descriptor, the length of LUT Data or the Presentation LUT Shape is invalid, the sequence has more than one item, or both sequence and shape were sent.',
      ],
      [
        status.lutAndShape,
        'Both sequence and shape were sent (to clients of profile annex-e, instead of 0106).',
      ],
      [
        status.densityOutOfRange,
        `Created; a Min Density or Max Density that was sent with it is outside the range of the printer. Those of film and image boxes are used. ${toSent}`,
      ],
      [status.missingAttribute, 'Neither Presentation LUT Sequence nor Presentation LUT Shape was sent.'],
      ...newInstance,
      resource('The association has the maximum number of presentation LUTs, or the disk has no room.'),
    ],
    'N-DELETE-RQ': [
      [
        status.success,
        'The presentation LUT is deleted. While a film session, film box or image box refers to it, it stays and can be referred to.',
      ],
      noInstance,
      otherClass,
    ],
  },
  [sopClasses.Printer]: {
    'N-GET-RQ': [
      information,
      someAttributes,
      [status.noSuchSopInstance, 'The instance is not the Printer instance.'],
    ],
  },
  [sopClasses.PrinterConfigurationRetrieval]: {
    'N-GET-RQ': [
      information,
      someAttributes,
      [status.noSuchSopInstance, 'The instance is not the Printer Configuration Retrieval instance.'],
    ],
  },
  [sopClasses.PrintJob]: {
    'N-GET-RQ': [information, someAttributes, [status.noSuchSopInstance, 'There is no such print job.']],
  },
  [sopClasses.PrintQueueManagement]: {
    'N-GET-RQ': [
      information,
      someAttributes,
      [status.noSuchSopInstance, 'The instance is not the Print Queue instance.'],
    ],
  },
  [sopClasses.BasicPrintImageOverlayBox]: retiredBox(
    'The association has the maximum number of overlay boxes, or the disk has no room.',
    [
      substituted,
      missing,
      empty,
      [status.insufficientMemory, 'The plane is larger than any film, or the disk has no room for it.'],
    ],
  ),
  [sopClasses.VoiLutBox]: retiredBox(
    'The association has the maximum number of VOI LUT boxes, or the disk has no room.',
    [[status.missingAttribute, 'Neither Window Center and Window Width nor VOI LUT Sequence was sent.']],
  ),
  [sopClasses.StoredPrint]: stored,
  [sopClasses.HardcopyGrayscaleImage]: stored,
  [sopClasses.HardcopyColorImage]: stored,
};

/** Every status that a request of this kind to this SOP class may be answered with. */
export function statusesOf(sopClassUid: string, kind: OperationKind): ReadonlySet<Status> {
  // A client can send objects of any class with C-STORE; most are refused.
  const rows = operationStatuses[sopClassUid]?.[kind] ?? (kind === 'C-STORE-RQ' ? stored['C-STORE-RQ'] : []);
  return new Set([...rows, ...statusesOfAnyRequest].map(([code]) => code));
}
