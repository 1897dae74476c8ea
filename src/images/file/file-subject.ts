// The patient and study of a file, decoded with the character set of the file.
import { decodeText } from '../../dicom/text/character-sets.ts';
import { subjectFrom, type Subject } from '../../shared/film/subjects.ts';
import type { FileAttributes } from './file-attributes.ts';

/** Undefined when the file states nothing usable. Never throws. */
export function fileSubject(attributes: FileAttributes): Subject | undefined {
  const sets = attributes.strings('SpecificCharacterSet');
  const text = (keyword: 'PatientName' | 'PatientID' | 'AccessionNumber', vr: 'PN' | 'LO' | 'SH') => {
    const bytes = attributes.bytes(keyword);
    return bytes && decodeText(bytes, sets, vr)[0];
  };
  return subjectFrom({
    patientName: text('PatientName', 'PN'),
    patientId: text('PatientID', 'LO'),
    accessionNumber: text('AccessionNumber', 'SH'),
    studyDate: attributes.string('StudyDate'),
    studyInstanceUid: attributes.string('StudyInstanceUID'),
  });
}
