// Patient and study of a request: the attributes that clients copy from their images into image items, image boxes, film
// boxes and film sessions. They are not printed; the job stores them for searches (subjects.ts).
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import { decodeText } from '../../dicom/text/character-sets.ts';
import { tagOf, type Keyword } from '../../dicom/data-set/dictionary.ts';
import {
  filmSubjects,
  nearestSubject,
  subjectFrom,
  type FilmSubjects,
  type Subject,
} from '../../shared/film/subjects.ts';
import { subjectKeywords } from '../rules/subject-keywords.ts';
import type { OpenFilmBox, OpenFilmSession } from './open-instances.ts';

type SubjectKeyword = (typeof subjectKeywords)[number];

/** Sequences whose first item has the same attributes: of the session (PS3.3 C.13.2), and of an image box (C.13.5). */
const nestedIn = ['ProposedStudySequence', 'OriginalImageSequence'] as const satisfies readonly Keyword[];

const subjectTags = new Set([...subjectKeywords, ...nestedIn].map(tagOf));

/** The first value, also where the client sent it with VR UN. */
function textOf(dataSet: DataSet, keyword: SubjectKeyword): string | undefined {
  const bytes = dataSet.bytes(keyword);
  if (!bytes) return dataSet.string(keyword);
  const vr = keyword === 'PatientName' ? 'PN' : 'LO';
  return decodeText(bytes, dataSet.strings('SpecificCharacterSet'), vr)[0];
}

/** Patient and study in the data set; undefined where it has no usable value. Never throws. */
export function subjectIn(dataSet: DataSet): Subject | undefined {
  const own = subjectFrom({
    patientName: textOf(dataSet, 'PatientName'),
    patientId: textOf(dataSet, 'PatientID'),
    studyInstanceUid: textOf(dataSet, 'StudyInstanceUID'),
    accessionNumber: textOf(dataSet, 'AccessionNumber'),
    studyDate: textOf(dataSet, 'StudyDate'),
  });
  const nested = nestedIn.flatMap((sequence) => dataSet.items(sequence).slice(0, 1));
  return nested.length === 0 ? own : nearestSubject([own, ...nested.map(subjectIn)]);
}

/** The values after another request: attributes of patient or study that it sends replace the earlier ones. */
export function renewedSubject(before: Subject | undefined, dataSet: DataSet): Subject | undefined {
  return nearestSubject([subjectIn(dataSet), before]);
}

/** Only the attributes of patient and study. */
export function subjectElements(dataSet: DataSet): DataSet {
  return dataSet.filter(({ tag }) => subjectTags.has(tag) && !dataSet.isEmpty(tag));
}

/** Patients and studies of the images of a film box; an image without its own values gets those of film box or session. */
export function subjectsOfFilmBox(
  { subject, imageBoxes }: OpenFilmBox,
  session: OpenFilmSession,
): FilmSubjects | undefined {
  return filmSubjects(
    imageBoxes.map(({ content }) =>
      content ? nearestSubject([content.subject, subject, session.subject]) : undefined,
    ),
  );
}
