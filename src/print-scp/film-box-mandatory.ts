// Film box attributes that PS3.2 annex E calls mandatory where the standard has a default (tables E.4.2-19 and -22):
// Illumination and Reflected Ambient Light, and the UIDs of a reference to a presentation LUT. To clients of profile
// annex-e one that comes without a value is 0121 (table E.4.2-23); to all others it is as good as not sent.
import type { DataSet, Element } from '../dicom/data-set.ts';
import { tagOf } from '../dicom/dictionary.ts';
import type { Findings } from './assign.ts';
import type { ClientProfile } from './client-profile.ts';

const mandatory = ['Illumination', 'ReflectedAmbientLight'] as const;
const lutReference = tagOf('ReferencedPresentationLUTSequence');

function emptyMandatory(dataSet: DataSet): readonly Element[] {
  const empty = mandatory.map(tagOf).filter((tag) => dataSet.isEmpty(tag));
  const uids = ['ReferencedSOPClassUID', 'ReferencedSOPInstanceUID'] as const;
  const emptyReference = dataSet
    .items(lutReference)
    .some((item) => uids.some((keyword) => item.isEmpty(tagOf(keyword))));
  return [...empty, ...(emptyReference ? [lutReference] : [])]
    .map((tag) => dataSet.get(tag))
    .filter((element) => element !== undefined);
}

/** The findings as a client of this profile is told of them. */
export function withEmptyMandatory(findings: Findings, dataSet: DataSet, profile: ClientProfile): Findings {
  if (profile.statuses !== 'annex-e') return findings;
  return { ...findings, empty: [...findings.empty, ...emptyMandatory(dataSet)] };
}
