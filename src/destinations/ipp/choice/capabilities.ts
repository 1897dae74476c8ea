// What a printer supports, from its answer to Get-Printer-Attributes. A printer may report anything or nothing: every
// capability has a safe default. Start at `capabilitiesOf`. RFC 8011 5.4, PWG 5100.
import type { IntegerRange, IppAttributes, Resolution } from '../protocol/ipp-attributes.ts';
import { mediaOffer, type MediaOffer } from '../media/media-offer.ts';

export interface Capabilities {
  readonly model?: string;
  readonly uuid?: string;
  readonly operations: ReadonlySet<string>;
  readonly formats: readonly string[];
  readonly media: MediaOffer;
  readonly pwgRasterTypes: readonly string[];
  readonly pwgRasterResolutions: readonly Resolution[];
  readonly urf: readonly string[];
  readonly resolutions: readonly Resolution[];
  /** Whether it prints colors; true if it does not report that. */
  readonly color: boolean;
  readonly pdf: DocumentLimits;
  readonly jpeg: DocumentLimits;
  readonly multipleDocuments: boolean;
  readonly copies: IntegerRange;
  /** Job template attributes that it accepts with a job. */
  readonly jobAttributes: ReadonlySet<string>;
  /** Supported values of a keyword or enum attribute, by the attribute name without `-supported`. */
  readonly values: (attribute: string) => readonly string[];
}

/** Limits of a document; default: the printer reports none. */
export interface DocumentLimits {
  readonly maxBytes?: number;
  /** Pixels. */
  readonly maxWidth?: number;
  readonly maxHeight?: number;
}

/** Supported by printers that report no operations (RFC 8011 4.1). */
const required: readonly string[] = [
  'Print-Job',
  'Validate-Job',
  'Cancel-Job',
  'Get-Job-Attributes',
  'Get-Jobs',
];

/** Requested by name, because printers leave expensive attributes out of `all`. */
export const capabilityAttributes: readonly string[] = [
  'all',
  'media-col-database',
  'media-col-ready',
  'media-ready',
  'printer-supply',
];

export function capabilitiesOf(printer: IppAttributes): Capabilities {
  const operations = printer.strings('operations-supported');
  const model = printer.string('printer-make-and-model');
  const uuid = printer.string('printer-uuid');
  return {
    ...(model === undefined ? {} : { model }),
    ...(uuid === undefined ? {} : { uuid }),
    operations: new Set(operations.length > 0 ? operations : required),
    formats: printer.strings('document-format-supported').map((format) => format.toLowerCase()),
    media: mediaOffer(printer),
    pwgRasterTypes: printer.strings('pwg-raster-document-type-supported').map((type) => type.toLowerCase()),
    pwgRasterResolutions: printer.resolutions('pwg-raster-document-resolution-supported'),
    // As in DNS-SD, some printers report the list as one string.
    urf: printer.strings('urf-supported').flatMap((keys) => keys.split(/[,;\s]+/)),
    resolutions: printer.resolutions('printer-resolution-supported'),
    color: colorOf(printer),
    pdf: limitsOf('pdf', printer),
    jpeg: limitsOf('jpeg', printer),
    multipleDocuments: printer.boolean('multiple-document-jobs-supported') ?? false,
    copies: printer.range('copies-supported') ?? { lower: 1, upper: 1 },
    jobAttributes: new Set(jobAttributesOf(printer)),
    values: (attribute) => [
      ...printer.strings(`${attribute}-supported`),
      ...printer.integers(`${attribute}-supported`).map(String),
    ],
  };
}

function colorOf(printer: IppAttributes): boolean {
  const supported = printer.boolean('color-supported');
  if (supported !== undefined) return supported;
  const modes = [
    ...printer.strings('print-color-mode-supported'),
    ...printer.strings('output-mode-supported'),
  ];
  return modes.length === 0 || modes.includes('color');
}

/** For PDF or JPEG; printers that do not accept the format report 0. */
function limitsOf(kind: 'pdf' | 'jpeg', printer: IppAttributes): DocumentLimits {
  const upper = (name: string) => {
    const most = printer.range(`${name}-supported`)?.upper ?? 0;
    return most > 0 ? most : undefined;
  };
  const kilobytes = upper(`${kind}-k-octets`) ?? upper('job-k-octets');
  const [maxWidth, maxHeight] =
    kind === 'jpeg' ? [upper('jpeg-x-dimension'), upper('jpeg-y-dimension')] : [undefined, undefined];
  return {
    ...(kilobytes === undefined ? {} : { maxBytes: kilobytes * 1024 }),
    ...(maxWidth === undefined ? {} : { maxWidth }),
    ...(maxHeight === undefined ? {} : { maxHeight }),
  };
}

/** Printers without the list support the attributes whose values they report. */
function jobAttributesOf(printer: IppAttributes): readonly string[] {
  const listed = printer.strings('job-creation-attributes-supported');
  if (listed.length > 0) return listed;
  const ending = '-supported';
  return printer.names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
}
