// Warnings of film box N-SET as in PS3.2 table E.4.2-23, for clients of profile annex-e: a density beyond the printer's range
// is 0116, because that table does not have B605 (unlike E.4.2-21 for N-CREATE, and PS3.4 H.4.2.2.2).
import type { AttributeWarnings, Findings } from '../tables/assign.ts';
import type { ClientProfile } from '../clients/client-profile.ts';

const asOutOfRange = ({ outOfRange, clamped, unknown }: AttributeWarnings): AttributeWarnings => ({
  outOfRange: [...outOfRange, ...clamped],
  clamped: [],
  unknown,
});

/** The findings of a film box N-SET as they are reported to a client of this profile. */
export function withSetStatuses(findings: Findings, profile: Pick<ClientProfile, 'statuses'>): Findings {
  if (profile.statuses !== 'annex-e') return findings;
  return {
    ...findings,
    visible: asOutOfRange(findings.visible),
    recorded: asOutOfRange(findings.recorded),
  };
}
