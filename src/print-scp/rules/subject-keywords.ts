// The attributes by which requests say whose images they are about; subject-attributes.ts reads them.
import type { Keyword } from '../../dicom/data-set/dictionary.ts';

/** The attributes that say whose an image is. */
export const subjectKeywords = [
  'PatientName',
  'PatientID',
  'StudyInstanceUID',
  'AccessionNumber',
  'StudyDate',
] as const satisfies readonly Keyword[];
