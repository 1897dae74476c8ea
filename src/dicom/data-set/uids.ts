// Unique identifiers: those of the standard that a print server encounters, our own constant ones, and new ones.

export const applicationContextName = '1.2.840.10008.3.1.1.1';

/** Transfer syntaxes for the network: native pixel data only (print-spec 5.1). */
export const transferSyntaxes = {
  implicitLittle: '1.2.840.10008.1.2',
  explicitLittle: '1.2.840.10008.1.2.1',
  explicitBig: '1.2.840.10008.1.2.2',
} as const;
/** Their names in the configuration, in order of preference. */
export const transferSyntaxNames = ['explicit-little', 'implicit-little', 'explicit-big'] as const;
const syntaxOfName = {
  'explicit-little': transferSyntaxes.explicitLittle,
  'implicit-little': transferSyntaxes.implicitLittle,
  'explicit-big': transferSyntaxes.explicitBig,
} as const satisfies Readonly<Record<(typeof transferSyntaxNames)[number], string>>;

/** The UIDs of transfer syntaxes by their names. */
export function syntaxesNamed(
  names: readonly (typeof transferSyntaxNames)[number][],
): readonly TransferSyntax[] {
  return names.map((name) => syntaxOfName[name]);
}

/** The name in the configuration; the UID of one that has none. */
export const nameOfSyntax = (uid: string): string =>
  transferSyntaxNames.find((name) => syntaxOfName[name] === uid) ?? uid;

export type TransferSyntax = (typeof transferSyntaxes)[keyof typeof transferSyntaxes];

export function isTransferSyntax(uid: string): uid is TransferSyntax {
  return Object.values<string>(transferSyntaxes).includes(uid);
}

const print = '1.2.840.10008.5.1.1';

export const sopClasses = {
  Verification: '1.2.840.10008.1.1',
  BasicFilmSession: `${print}.1`,
  BasicFilmBox: `${print}.2`,
  BasicGrayscaleImageBox: `${print}.4`,
  BasicColorImageBox: `${print}.4.1`,
  BasicGrayscalePrintManagementMeta: `${print}.9`,
  PrintJob: `${print}.14`,
  BasicAnnotationBox: `${print}.15`,
  Printer: `${print}.16`,
  PrinterConfigurationRetrieval: `${print}.16.376`,
  BasicColorPrintManagementMeta: `${print}.18`,
  VoiLutBox: `${print}.22`,
  PresentationLut: `${print}.23`,
  BasicPrintImageOverlayBox: `${print}.24.1`,
  PrintQueueManagement: `${print}.26`,
  StoredPrint: `${print}.27`,
  HardcopyGrayscaleImage: `${print}.29`,
  HardcopyColorImage: `${print}.30`,
} as const;

/** Well-known instances. */
export const sopInstances = {
  Printer: `${print}.17`,
  PrinterConfigurationRetrieval: `${print}.17.376`,
  PrintQueue: `${print}.25`,
} as const;

/** Identifies Hardcopy to its peers (PS3.7 D.3.3.2): a random UUID, constant for this implementation. */
export const implementationClassUid = '2.25.70914168963000029082996094633654969553';

/** Whether the text is a UID by PS3.5 9.1: components without leading zeros, 64 characters at most. */
export function isUid(text: string): boolean {
  return text.length <= 64 && /^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))*$/.test(text);
}
