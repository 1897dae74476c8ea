// DIMSE statuses of the Print service, with code and meaning: the general ones (PS3.7 annex C) and the print-specific ones
// (PS3.4 H.4). Other files use the names only.

export const status = {
  success: 0x0000,
  invalidAttributeValue: 0x0106,
  attributeListError: 0x0107,
  /** Only PS3.2 annex E has it (table E.4.2-39). */
  lutAndShape: 0x0108,
  processingFailure: 0x0110,
  duplicateSopInstance: 0x0111,
  noSuchSopInstance: 0x0112,
  attributeValueOutOfRange: 0x0116,
  invalidSopInstance: 0x0117,
  noSuchSopClass: 0x0118,
  classInstanceConflict: 0x0119,
  missingAttribute: 0x0120,
  missingAttributeValue: 0x0121,
  /** C-STORE (PS3.4 B.2.3), as are A700, A900 and C000. */
  sopClassNotSupported: 0x0122,
  noSuchActionType: 0x0123,
  notAuthorized: 0x0124,
  unrecognizedOperation: 0x0211,
  resourceLimitation: 0x0213,
  outOfResources: 0xa700,
  dataSetMismatch: 0xa900,
  memoryAllocationNotSupported: 0xb600,
  collationNotSupported: 0xb601,
  emptyPageInSession: 0xb602,
  emptyPage: 0xb603,
  imageDemagnified: 0xb604,
  densityOutOfRange: 0xb605,
  imageCropped: 0xb609,
  imageDecimated: 0xb60a,
  cannotUnderstand: 0xc000,
  noFilmBoxes: 0xc600,
  printQueueFullForSession: 0xc601,
  printQueueFull: 0xc602,
  imageTooLarge: 0xc603,
  insufficientMemory: 0xc605,
  combinedImageTooLarge: 0xc613,
  filmBoxNotPrinted: 0xc616,
} as const;

export type Status = (typeof status)[keyof typeof status];

/** The meaning of each status, for logs. */
export const statusMeanings: Readonly<Record<Status, string>> = {
  0x0000: 'success',
  0x0106: 'invalid attribute value',
  0x0107: 'attribute list error: unknown attributes skipped',
  0x0108: 'both presentation LUT and shape',
  0x0110: 'processing failure',
  0x0111: 'duplicate SOP instance',
  0x0112: 'no such SOP instance',
  0x0116: 'attribute value out of range, default used',
  0x0117: 'invalid SOP instance',
  0x0118: 'no such SOP class',
  0x0119: 'class-instance conflict',
  0x0120: 'missing attribute',
  0x0121: 'missing attribute value',
  0x0122: 'SOP class not supported',
  0x0123: 'no such action type',
  0x0124: 'refused: not authorized',
  0x0211: 'unrecognized operation',
  0x0213: 'resource limitation',
  0xa700: 'out of resources',
  0xa900: 'data set does not match the SOP class',
  0xb600: 'memory allocation not supported',
  0xb601: 'film session printing (collation) not supported',
  0xb602: 'empty page in the film session, not printed',
  0xb603: 'empty page, not printed',
  0xb604: 'image larger than its box, shrunk',
  0xb605: 'density outside the range of the printer, clamped',
  0xb609: 'image larger than its box, cropped',
  0xb60a: 'image larger than its box, decimated',
  0xc000: 'cannot understand',
  0xc600: 'film session without film boxes',
  0xc601: 'print queue full',
  0xc602: 'print queue full',
  0xc603: 'image larger than its box',
  0xc605: 'insufficient memory or disk to store the image',
  0xc613: 'image and overlays larger than their box',
  0xc616: 'an earlier film box is not printed yet',
};

/** Whether the operation was performed differently from the request (PS3.7 C). */
export function isWarning(code: Status): boolean {
  return code === 0x0107 || code === 0x0116 || code >> 12 === 0xb;
}

/**
 * Warnings about differences that are not visible on a film. For 0107, 0116 and B605 the attribute tables decide
 * (attribute-rules.ts), for B604 and B60A the images (image-size.ts): where these are not visible, they were removed before.
 */
const invisible: ReadonlySet<Status> = new Set([
  status.memoryAllocationNotSupported,
  status.collationNotSupported,
]);

/** Whether the film differs visibly from the request when an operation is answered with this warning. */
export function isVisible(code: Status): boolean {
  return !invisible.has(code);
}

/** The warning to send of several: the first visible one, or else the first. */
export function gravest(warnings: readonly (Status | undefined)[]): Status | undefined {
  const given = warnings.filter((warning) => warning !== undefined);
  return given.find(isVisible) ?? given[0];
}

/** Success and warnings: the operation was done. */
export function isDone(code: Status): boolean {
  return code === 0 || isWarning(code);
}

export function statusText(code: Status): string {
  return `${code.toString(16).padStart(4, '0').toUpperCase()} (${statusMeanings[code]})`;
}
