// The patients and studies of a film, as the client names them in its requests, and the texts on the film. Personal data: it
// is kept and removed with the pixels, and never goes into a log line at info or above, a URL, a title of a page or document,
// a webhook, a metric or a live event. Start at `subjectsOf`, which collects those of a job from its films.

/** A patient and one of their studies. Every value is bounded; at least one is present. */
export interface Subject {
  /** Patient's Name (0010,0010) as sent: components with `^`, groups with `=`. */
  readonly patientName?: string;
  readonly patientId?: string;
  readonly studyInstanceUid?: string;
  readonly accessionNumber?: string;
  /** YYYYMMDD. */
  readonly studyDate?: string;
}
export type SubjectField = keyof Subject;
export const subjectFields = [
  'patientName',
  'patientId',
  'accessionNumber',
  'studyDate',
  'studyInstanceUid',
] as const satisfies readonly SubjectField[];

/** The patients and studies of the images on a film, each once. */
export interface FilmSubjects {
  readonly subjects: readonly Subject[];
  /** Whether there are more than are stored. */
  readonly more: boolean;
}

/** Patients, studies and texts of a job, for searches. */
export interface JobSubjects {
  readonly subjects: readonly Subject[];
  readonly moreSubjects: boolean;
  /** Texts of annotations, each once, in the order of films and positions. */
  readonly texts: readonly string[];
  readonly moreTexts: boolean;
}

/** Maximum kept for a film, and for a job. */
export const maxSubjects = 16;
/** Maximum kept for a job. */
const maxTexts = 128;
/** Maximum characters (code points) kept of a value. PN has three groups of 64. */
const maxValueLength = 200;
const maxTextLength = 200;

/** At most `max` code points, without control characters and without spaces at the ends; undefined where nothing is left. */
function bounded(text: string, max: number): string | undefined {
  const plain = text.replace(/\p{Cc}+/gu, ' ').trim();
  const cut = plain.length <= max ? plain : Array.from(plain).slice(0, max).join('').trim();
  return cut === '' ? undefined : cut;
}

/** `20261130` for itself and for `2026.11.30` and `2026-11-30`; undefined for everything else. */
function dayOf(text: string): string | undefined {
  const [, year = '', , month = '', day = ''] = /^(\d{4})([.-]?)(\d{2})\2(\d{2})$/.exec(text.trim()) ?? [];
  const time = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return time.getUTCDate() === Number(day) ? year + month + day : undefined;
}

/**
 * A subject from values as clients write them, each cut to its limit; unusable values (an invalid date, only spaces) are left
 * out. Undefined where nothing is left. Never throws.
 */
export function subjectFrom(
  values: Readonly<Partial<Record<SubjectField, string | undefined>>>,
): Subject | undefined {
  const subject: Partial<Record<SubjectField, string>> = {};
  for (const field of subjectFields) {
    const text = values[field] ?? '';
    const value = field === 'studyDate' ? dayOf(text) : bounded(text, maxValueLength);
    if (value !== undefined) subject[field] = value;
  }
  return Object.keys(subject).length === 0 ? undefined : subject;
}

const hasPatient = ({ patientName, patientId }: Subject) =>
  patientName !== undefined || patientId !== undefined;
const hasStudy = ({ studyInstanceUid, accessionNumber, studyDate }: Subject) =>
  studyInstanceUid !== undefined || accessionNumber !== undefined || studyDate !== undefined;

function isSamePatient(one: Subject, other: Subject): boolean {
  const byId = one.patientId !== undefined && other.patientId !== undefined;
  return byId ? one.patientId === other.patientId : one.patientName === other.patientName;
}

/**
 * The subject of an image that several objects describe, the nearest first. All patient values come from the first object that
 * names the patient, and likewise for the study, so that values of different patients are never combined.
 */
export function nearestSubject(levels: readonly (Subject | undefined)[]): Subject | undefined {
  const known = levels.filter((one) => one !== undefined);
  const patient = known.find(hasPatient);
  const study = known.find(
    (one) => hasStudy(one) && (!patient || !hasPatient(one) || isSamePatient(one, patient)),
  );
  return subjectFrom({
    patientName: patient?.patientName,
    patientId: patient?.patientId,
    studyInstanceUid: study?.studyInstanceUid,
    accessionNumber: study?.accessionNumber,
    studyDate: study?.studyDate,
  });
}

/** Each value once, in order; `more` where there are more than `max`. */
function distinct<T>(all: Iterable<T>, keyOf: (one: T) => string, max: number) {
  const found = new Map<string, T>();
  for (const one of all) {
    const key = keyOf(one);
    if (found.has(key)) continue;
    if (found.size >= max) return { kept: [...found.values()], more: true };
    found.set(key, one);
  }
  return { kept: [...found.values()], more: false };
}

const subjectKey = (subject: Subject) => JSON.stringify(subjectFields.map((field) => subject[field] ?? null));

/** The subjects of a film's images; undefined when none is known. */
export function filmSubjects(images: Iterable<Subject | undefined>): FilmSubjects | undefined {
  const known = [...images].filter((subject) => subject !== undefined);
  const { kept, more } = distinct(known, subjectKey, maxSubjects);
  return kept.length === 0 ? undefined : { subjects: kept, more };
}

/** The parts of a film (film.ts) from which its subjects are known. */
interface FilmOfSubjects {
  readonly subjects?: FilmSubjects;
  readonly annotations: readonly { readonly text: string }[];
}

/** The subjects of all films of a job. Patient and study in file names, headers and footers come from here. */
export function subjectsOf(films: readonly FilmOfSubjects[]): JobSubjects {
  const subjects = distinct(
    films.flatMap((film) => film.subjects?.subjects ?? []),
    subjectKey,
    maxSubjects,
  );
  const texts = distinct(
    films.flatMap(({ annotations }) => annotations.flatMap(({ text }) => bounded(text, maxTextLength) ?? [])),
    (text) => text,
    maxTexts,
  );
  return {
    subjects: subjects.kept,
    moreSubjects: subjects.more || films.some((film) => film.subjects?.more === true),
    texts: texts.kept,
    moreTexts: texts.more,
  };
}

/** The value that all subjects with a value share; `several` where they differ; undefined where none has one. */
export function oneOf(
  subjects: readonly Subject[],
  field: SubjectField,
): { readonly value: string } | 'several' | undefined {
  const values = new Set(subjects.flatMap((subject) => subject[field] ?? []));
  const [value] = values;
  if (value === undefined) return undefined;
  return values.size > 1 ? 'several' : { value };
}

/** A Patient's Name for users: the first group with content, its components separated by spaces (PS3.5 6.2.1). */
export function personNameText(patientName: string): string {
  const [group = ''] = patientName.split('=').filter((each) => each.replaceAll('^', '').trim() !== '');
  return group
    .split('^')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
}

/** `2026-11-30` for a study date as kept, YYYYMMDD. */
export function studyDateText(studyDate: string): string {
  return studyDate.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}
