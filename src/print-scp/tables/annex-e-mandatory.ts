// Attributes that are mandatory in PS3.2 annex E, but have a default in the standard or are not needed by the server (tables
// E.4.2-19, -22 and -26): Illumination, Reflected Ambient Light, and both UIDs of every reference. Clients of profile annex-e
// get 0121 for one without a value, 0120 for a missing one (0106 in film box N-SET, whose table does not have 0120), and 0106
// for a wrong SOP class in a reference. For other clients such attributes count as not sent; the instance determines the class.
import type { DataSet, Element } from '../../dicom/data-set/data-set.ts';
import { tagOf, type Keyword } from '../../dicom/data-set/dictionary.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { Findings } from './assign.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import { status } from '../rules/status.ts';

const light = ['Illumination', 'ReflectedAmbientLight'] as const;
const uids = ['ReferencedSOPClassUID', 'ReferencedSOPInstanceUID'] as const;

/** Sequences of references, and the classes that each refers to. */
const references: Readonly<Partial<Record<Keyword, readonly string[]>>> = {
  ReferencedFilmSessionSequence: [sopClasses.BasicFilmSession],
  ReferencedImageBoxSequence: [sopClasses.BasicGrayscaleImageBox, sopClasses.BasicColorImageBox],
  ReferencedPresentationLUTSequence: [sopClasses.PresentationLut],
};

type Flaw = 'missing' | 'empty' | 'invalid';

function flawOf(item: DataSet, classes: readonly string[]): Flaw | undefined {
  if (!uids.every((keyword) => item.has(keyword))) return 'missing';
  if (uids.some((keyword) => item.isEmpty(tagOf(keyword)))) return 'empty';
  return classes.includes(item.string('ReferencedSOPClassUID') ?? '') ? undefined : 'invalid';
}

/** Sequences with invalid references, each with its kind of flaw. */
function* flawedReferences(dataSet: DataSet): Generator<readonly [Keyword, Element, Flaw]> {
  // Object.entries widens keys to string; there are no others.
  for (const [keyword, classes] of Object.entries(references) as [Keyword, readonly string[]][]) {
    const element = dataSet.get(keyword);
    if (!element) continue;
    for (const item of dataSet.items(keyword)) {
      const flaw = flawOf(item, classes);
      if (flaw) yield [keyword, element, flaw];
    }
  }
}

/**
 * The findings as they are reported to a client of this profile.
 * @param ofMissing the status of a UID that is missing
 */
export function withAnnexMandatory(
  findings: Findings,
  dataSet: DataSet,
  profile: Pick<ClientProfile, 'statuses'>,
  ofMissing: typeof status.missingAttribute | typeof status.invalidAttributeValue = status.missingAttribute,
): Findings {
  if (profile.statuses !== 'annex-e') return findings;
  const missing = [...findings.missing];
  const empty = [...findings.empty];
  const invalid = [...findings.invalid];
  const refusals = [...findings.refusals];
  for (const keyword of light) {
    const element = dataSet.get(keyword);
    if (element && dataSet.isEmpty(element.tag)) empty.push(element);
  }
  for (const [keyword, element, flaw] of flawedReferences(dataSet)) {
    if (flaw === 'empty') empty.push(element);
    else if (flaw === 'missing' && ofMissing === status.missingAttribute) missing.push(element.tag);
    else {
      invalid.push(element);
      refusals.push(`${keyword}: ${flaw === 'missing' ? 'a UID is missing' : 'another SOP class'}`);
    }
  }
  return { ...findings, missing, empty, invalid, refusals };
}
