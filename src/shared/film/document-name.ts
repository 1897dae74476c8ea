// Names of documents in folders: a template of the configuration, `{date}/{time}_{patientName}_{jobId}`, filled in for a job.
// Values that may identify a patient are masked wherever a name is shown (`shown`): logs, lists and errors hold no patient
// data. Start at `documentName`; `templateProblem` checks a template.
import { unreachable } from '../errors/errors.ts';
import { oneOf, type JobSubjects, type SubjectField } from './subjects.ts';

/** The placeholders of a template. */
export const namePlaceholders = [
  'date',
  'time',
  'jobId',
  'callingAeTitle',
  'printer',
  'sessionLabel',
  'patientName',
  'patientId',
  'accessionNumber',
  'studyDate',
  'studyInstanceUid',
] as const;
export type NamePlaceholder = (typeof namePlaceholders)[number];

/** Names that sort by time and do not identify the patient. */
export const defaultNameTemplate = '{date}/{time}_{callingAeTitle}_{jobId}';

/** Placeholders whose values may identify the patient; a Film Session Label often does. */
const personal: ReadonlySet<NamePlaceholder> = new Set([
  'sessionLabel',
  'patientName',
  'patientId',
  'accessionNumber',
  'studyDate',
  'studyInstanceUid',
] as const);

const placeholder = /\{([^{}]*)\}/g;
const maxTemplateLength = 200;
const maxFolders = 4;
const maxPlaceholders = 6;
/** File systems allow 255 bytes; `.` and `.part` surround the name while the file is written. */
const maxPartBytes = 200;

/** Device names of Windows: its shares refuse them as folders. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

const isPlaceholder = (name: string | undefined): name is NamePlaceholder =>
  namePlaceholders.some((known) => known === name);
const placeholdersOf = (template: string): readonly NamePlaceholder[] =>
  [...template.matchAll(placeholder)].map(([, name]) => name).filter(isPlaceholder);

/** Why a template cannot name documents, as a sentence; undefined for a valid template. */
export function templateProblem(template: string): string | undefined {
  if (template.length > maxTemplateLength) return `has more than ${maxTemplateLength} characters`;
  for (const [found, name] of template.matchAll(placeholder))
    if (!isPlaceholder(name))
      return `${found} is not known; there are ${namePlaceholders.map((each) => `{${each}}`).join(', ')}`;
  const parts = template.split('/');
  if (parts.length > maxFolders + 1) return `names more than ${maxFolders} sub-folders`;
  for (const part of parts) {
    const fixed = part.replace(placeholder, '');
    const wrong = /[^A-Za-z0-9 ._,=#{}-]|[{}]/.exec(fixed);
    if (wrong)
      return `has "${wrong[0]}"; letters, digits, spaces and . _ - , = # are allowed beside placeholders`;
    if (part.trim() === '' || part.startsWith('.') || part.endsWith('.') || part !== part.trim())
      return 'has a part between slashes that is empty, or begins or ends with a dot or space';
    if (placeholdersOf(part).length > maxPlaceholders)
      return `has more than ${maxPlaceholders} placeholders in "${part}"`;
    if (fixed.length > 60) return `has more than 60 characters beside placeholders in "${part}"`;
  }
  // Without it two jobs could have the same name, and one film would replace another.
  if (!placeholdersOf(parts.at(-1) ?? '').includes('jobId')) return 'needs {jobId} in the name of the file';
  return undefined;
}

/** Whether names from a template may identify the patient. */
export function namesPatients(template: string): boolean {
  return placeholdersOf(template).some((name) => personal.has(name));
}

/** The values of a document's job for placeholders. */
export interface NameFacts {
  readonly jobId: string;
  readonly printer: string;
  readonly callingAeTitle: string;
  /** When the job was accepted; in the time zone of this machine. */
  readonly createdAt: Date;
  readonly sessionLabel: string | null;
  /** Default: not known. */
  readonly subjects?: JobSubjects;
}

const two = (value: number) => String(value).padStart(2, '0');

function textOf(name: NamePlaceholder, facts: NameFacts): string {
  const { createdAt: time } = facts;
  const subject = (field: SubjectField) => {
    const values = oneOf(facts.subjects?.subjects ?? [], field);
    return values === 'several' ? 'several' : (values?.value ?? '');
  };
  switch (name) {
    case 'date':
      return [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
    case 'time': {
      const second = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join('');
      return `${second}-${String(time.getMilliseconds()).padStart(3, '0')}`;
    }
    case 'jobId':
      return facts.jobId;
    case 'callingAeTitle':
      // An AE title may hold spaces, slashes and dots.
      return facts.callingAeTitle.replace(/[^A-Za-z0-9-]+/g, '-');
    case 'printer':
      return facts.printer;
    case 'sessionLabel':
      return facts.sessionLabel ?? '';
    case 'patientName':
    case 'patientId':
    case 'accessionNumber':
    case 'studyDate':
    case 'studyInstanceUid':
      return subject(name);
    default:
      throw unreachable(name);
  }
}

/** A value as part of a file name on any system: without separators, control characters, and dots or spaces at the ends. */
function safe(text: string, maxBytes: number): string {
  const plain = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  let kept = '';
  for (const character of plain) {
    if (Buffer.byteLength(kept + character) > maxBytes) break;
    kept += character;
  }
  return kept === '' ? 'unknown' : kept;
}

function fill(
  part: string,
  facts: NameFacts,
  valueOf: (name: NamePlaceholder, maxBytes: number) => string,
): string {
  for (const maxBytes of [64, 40, 24, 16]) {
    const filled = part.replace(placeholder, (asFound, name: string) => {
      if (!isPlaceholder(name)) return asFound;
      // The id makes the name unique to the job: it is never cut.
      return name === 'jobId' ? facts.jobId : valueOf(name, maxBytes);
    });
    if (Buffer.byteLength(filled) <= maxPartBytes) return reserved.test(filled) ? `${filled}_` : filled;
  }
  throw new Error(`the name of ${facts.jobId} is too long`);
}

/** A document's name in its folder, with `/` between parts; always the same for the same job. */
export interface DocumentName {
  readonly name: string;
  /** The name with `*` for values that may identify the patient: a pattern for logs, lists and errors. */
  readonly shown: string;
}

/**
 * @param template a valid template, see `templateProblem`
 * @param extension such as `pdf`
 */
export function documentName(template: string, facts: NameFacts, extension: string): DocumentName {
  const parts = template.split('/');
  const joined = (valueOf: (name: NamePlaceholder, maxBytes: number) => string) =>
    `${parts.map((part) => fill(part, facts, valueOf)).join('/')}.${extension}`;
  return {
    name: joined((name, maxBytes) => safe(textOf(name, facts), maxBytes)),
    shown: joined((name, maxBytes) => (personal.has(name) ? '*' : safe(textOf(name, facts), maxBytes))),
  };
}
