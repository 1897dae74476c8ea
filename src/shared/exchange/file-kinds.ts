// What a file that is not an image seems to be: shared by the reader of files and the API. Imports nothing, so that a browser can load
// it.

export const fileKinds = [
  'empty',
  'archive',
  'text',
  'web-page',
  'video',
  'audio',
  'other-picture',
  'program',
  'dicom-object',
  'unknown',
] as const;
export type FileKind = (typeof fileKinds)[number];
