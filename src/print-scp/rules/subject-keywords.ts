// The attributes of a request that name patient and study; subject-attributes.ts reads them.
import type { Keyword } from '../../dicom/data-set/dictionary.ts';

/** The attributes that name the patient and study of an image. */
export const subjectKeywords = [
  'PatientName',
  'PatientID',
  'StudyInstanceUID',
  'AccessionNumber',
  'StudyDate',
] as const satisfies readonly Keyword[];
