// Converts clients and decisions of the access rules to answers of the API (src/api/clients.ts).
import type { ApiAccessTest, ApiClientEntry } from '../../api/clients.ts';
import { decideAccess, type AccessRequest, type AccessSituation } from '../../access/access.ts';
import type { KnownClient } from '../../access/client-book.ts';
import {
  clientMatches,
  type ClientProfile,
  type ClientRule,
} from '../../print-scp/clients/client-profile.ts';

/** Facts about a client from other parts of the server. */
export interface ClientExtras {
  readonly tracedUntil: Date | null;
  /** The remote application entity of the configuration that has its title. */
  readonly remote: { readonly host: string; readonly port: number } | undefined;
}

export function clientAnswer(
  known: KnownClient,
  rules: readonly ClientRule[],
  otherwise: ClientProfile,
  { tracedUntil, remote }: ClientExtras,
): ApiClientEntry {
  const { identity, lastSeenAt, lastRefusal } = known;
  const rule = rules.find(({ match }) => clientMatches(match, identity));
  return {
    callingAeTitle: identity.callingAeTitle,
    addresses: known.addresses,
    calledAeTitle: known.calledAeTitle,
    implementation: {
      classUid: identity.implementationClassUid,
      versionName: identity.implementationVersionName || null,
    },
    profile: (rule?.profile ?? otherwise).name,
    profileMatch: rule
      ? Object.entries(rule.match).flatMap(([key, value]) => (value === undefined ? [] : key))
      : null,
    lastSeenAt: lastSeenAt.toISOString(),
    associations: known.associations,
    jobs: known.jobs,
    films: known.films,
    refusals: known.refusals,
    lastRefusal: lastRefusal && { at: lastRefusal.at.toISOString(), reason: lastRefusal.reason },
    tracedUntil: tracedUntil?.toISOString() ?? null,
    remote: remote ? { host: remote.host, port: remote.port } : null,
  };
}

/** The decision of the access rules for a client that has no other association open. */
export function accessTest(
  request: AccessRequest,
  situation: Omit<AccessSituation, 'openOf'>,
): ApiAccessTest {
  const decision = decideAccess(request, { ...situation, openOf: () => 0 });
  if (decision.kind === 'refused')
    return { accepted: false, rule: null, may: [], reason: decision.rejection.why };
  const { name, may } = decision.rule;
  return { accepted: true, rule: name, may, reason: null };
}
