// Statuses of several operations, each with its meaning: rows of the tables in operation-statuses.ts.
import { status, type Status } from '../rules/status.ts';

/** The requests that are answered with a status. */
export type OperationKind =
  | 'C-ECHO-RQ'
  | 'C-STORE-RQ'
  | 'N-EVENT-REPORT-RQ'
  | 'N-GET-RQ'
  | 'N-SET-RQ'
  | 'N-ACTION-RQ'
  | 'N-CREATE-RQ'
  | 'N-DELETE-RQ';

/** A status, and what it means in answer to the operation. */
export type StatusRow = readonly [code: Status, meaning: string];
export type OperationRows = Readonly<Partial<Record<OperationKind, readonly StatusRow[]>>>;

export const done: StatusRow = [status.success, 'Done. Every attribute in use is returned with its value.'];
export const noInstance: StatusRow = [
  status.noSuchSopInstance,
  'The instance does not exist on this association.',
];
export const otherClass: StatusRow = [status.classInstanceConflict, 'The instance is of another SOP class.'];

export const newInstance: readonly StatusRow[] = [
  [status.duplicateSopInstance, 'The SOP Instance UID is in use on this association.'],
  [status.invalidSopInstance, 'The SOP Instance UID is not a UID.'],
];

/** The condition of warnings about differences that are not visible on a film. */
export const toSent = 'Only to clients whose profile has warnings: sent; to others Success.';

/** The condition of statuses that only strict reading causes. */
export const toStrict = 'Only to clients whose profile has reading: strict.';

export const substituted: StatusRow = [
  status.attributeValueOutOfRange,
  'Done; values that cannot be used were replaced by the default. The attributes concerned are returned as they were sent. For attributes whose invalid values are only recorded, this is sent only to clients whose profile has warnings: sent.',
];
export const skipped: StatusRow = [
  status.attributeListError,
  `Done; attributes that the operation does not know were skipped. Their tags are in the Attribute Identifier List, and the attributes in use are returned. ${toSent}`,
];
export const clamped: StatusRow = [
  status.densityOutOfRange,
  `Done; Min Density or Max Density was outside the range of the printer, whose nearest end is used. Every attribute in use is returned with its value. ${toSent}`,
];
export const invalid: StatusRow = [
  status.invalidAttributeValue,
  'A value cannot be used or replaced, or a reference is to an instance that does not exist. The attributes concerned are returned if they are known.',
];
export const missing: StatusRow = [
  status.missingAttribute,
  'Mandatory attributes are missing. Their tags are in the Attribute Identifier List.',
];
export const empty: StatusRow = [
  status.missingAttributeValue,
  'Mandatory attributes have no value. They are returned.',
];
/** Images larger than their boxes; the client's profile decides which warnings are sent (`sizeWarnings`). */
const demagnified: StatusRow = [
  status.imageDemagnified,
  'Done; an image is larger than its box, and is shrunk to fit it. By default sent only for an image that becomes smaller than its Requested Image Size; to clients whose profile has sizeWarnings: all, for every such image.',
];
const cropped: StatusRow = [
  status.imageCropped,
  'Done; an image is larger than its box, and only its center is printed, because Requested Decimate/Crop Behavior is CROP (not to clients whose profile has sizeWarnings: none).',
];
const decimated: StatusRow = [
  status.imageDecimated,
  'Done; an image is larger than its box, and is shrunk to fit it, because the client requested DECIMATE. By default sent only for an image that becomes smaller than its Requested Image Size; to clients whose profile has sizeWarnings: all, for every such image.',
];
const tooLarge = (consequence: string): StatusRow => [
  status.imageTooLarge,
  `The image is larger than its box, and Requested Decimate/Crop Behavior is FAIL, or DECIMATE together with Magnification Type NONE. ${consequence}`,
];
const combinedTooLarge = (consequence: string): StatusRow => [
  status.combinedImageTooLarge,
  `The image fits its box, but not together with its overlay boxes, and Requested Decimate/Crop Behavior is FAIL. ${consequence}`,
];
export const sizes = (consequence: string): readonly StatusRow[] => [
  demagnified,
  cropped,
  decimated,
  tooLarge(consequence),
  combinedTooLarge(consequence),
];
export const notGranted: StatusRow = [
  status.memoryAllocationNotSupported,
  `Done; the disk has less room than Memory Allocation requests. Nothing is reserved, and images are accepted as long as there is room. ${toSent}`,
];
export const resource = (meaning: string): StatusRow => [status.resourceLimitation, meaning];

export const printFailures: readonly StatusRow[] = [
  [status.noSuchActionType, 'The Action Type ID is not 1, Print.'],
  [
    status.unrecognizedOperation,
    'The Action Type ID is not 1, Print (to clients of profile annex-e, instead of 0123).',
  ],
  noInstance,
  otherClass,
];

export const notPrinted = 'Nothing is printed.';

export const someAttributes: StatusRow = [
  status.attributeListError,
  `Attributes that the class does not have were requested. Their tags are in the Attribute Identifier List; the others are returned. ${toSent}`,
];
export const information: StatusRow = [
  status.success,
  'The requested attributes are returned; all of them if there is no list.',
];

/** Boxes of retired classes: created and changed in the same way, each from a complete data set. */
export const retiredBox = (limit: string, more: readonly StatusRow[]): OperationRows => {
  const judged = [done, skipped, invalid, ...more];
  return {
    'N-CREATE-RQ': [...judged, ...newInstance, resource(limit)],
    'N-SET-RQ': [...judged, noInstance, otherClass, resource('The disk has no room.')],
    'N-DELETE-RQ': [[status.success, 'The box can no longer be referred to.'], noInstance, otherClass],
  };
};
