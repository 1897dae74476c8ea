// What is agreed when an association begins (PS3.8 9.3.2, 9.3.3; PS3.7 D.3.3). Pure: a request in, an answer out.
// `proposal` and `agreedContexts` are the requestor's side, `objectionTo` and `acceptance` the acceptor's.
//
// A request of which no context is acceptable is accepted all the same, every context refused with its reason, as
// PS3.8 7.1.1.14 has it: its A-ASSOCIATE-RJ has no reason that would say so, and the answer tells the client which
// of its SOP classes or transfer syntaxes are wrong. Clients then release or abort; else the idle timeout ends it.
import type { NegotiatedContext } from '../dimse/association.ts';
import type {
  AssociateAc,
  AssociateRq,
  ContextAnswer,
  ProposedContext,
  RoleSelection,
  UserInformation,
} from '../pdu/pdu.ts';
import { contextResults } from '../pdu/pdu.ts';
import type { Peer } from '../net/peer.ts';
import { protocolVersion1 } from '../pdu/pdu-writer.ts';
import type { Rejection } from '../pdu/rejection.ts';
import { applicationContextNotSupported, protocolVersionNotSupported } from '../pdu/rejection.ts';
import type { TransferSyntax } from '../data-set/uids.ts';
import {
  applicationContextName,
  implementationClassUid,
  isTransferSyntax,
  transferSyntaxes,
} from '../data-set/uids.ts';

/** What an A-ASSOCIATE-RQ says, as far as deciding on it needs. */
export interface AssociationRequest {
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly peer: Peer;
  readonly applicationContextName: string;
  readonly contexts: readonly ProposedContext[];
  readonly implementation: { readonly classUid: string; readonly versionName?: string };
}

/** What is accepted: a set, or what tells of each abstract syntax. */
export type AbstractSyntaxes = Pick<ReadonlySet<string>, 'has'>;

export interface OwnInformation {
  /** What we accept as the length of a P-DATA-TF, 0 for any. */
  readonly maxPduLength: number;
  readonly implementationVersionName: string;
  /** As an acceptor: what is accepted, the preferred one first; default: `transferSyntaxPreference`. */
  readonly transferSyntaxes?: readonly TransferSyntax[];
}

/** Taken in this order (PS3.2 annex E, E.4.2.1.4.1.2). Big endian is retired, but DCMTK-based clients offer it. */
export const transferSyntaxPreference: readonly TransferSyntax[] = [
  transferSyntaxes.explicitLittle,
  transferSyntaxes.implicitLittle,
  transferSyntaxes.explicitBig,
];

/** What the standard itself has against a request, before anybody is asked. */
export function objectionTo(rq: AssociateRq): Rejection | undefined {
  // Only bit 0 is to be tested: the others belong to versions to come.
  if ((rq.protocolVersion & protocolVersion1) === 0) return protocolVersionNotSupported(rq.protocolVersion);
  if (rq.applicationContextName !== applicationContextName) {
    return applicationContextNotSupported(rq.applicationContextName);
  }
  return undefined;
}

/** The A-ASSOCIATE-AC: every proposed context answered, roles and windows only as far as they were asked for. */
export function acceptance(
  rq: AssociateRq,
  abstractSyntaxes: AbstractSyntaxes,
  own: OwnInformation,
): AssociateAc {
  const contexts = rq.contexts.map((context) => answerTo(context, abstractSyntaxes, own));
  return {
    kind: 'A-ASSOCIATE-AC',
    protocolVersion: protocolVersion1,
    calledAeTitle: rq.calledAeTitle,
    callingAeTitle: rq.callingAeTitle,
    applicationContextName,
    contexts,
    userInformation: {
      ...ownUserInformation(own),
      // Absent means 1/1 already; a requestor that asked gets the same (PS3.7 D.3.3.3).
      ...(rq.userInformation.asyncOperationsWindow && {
        asyncOperationsWindow: { invoked: 1, performed: 1 },
      }),
      roleSelections: roleAnswers(rq.userInformation.roleSelections, abstractSyntaxes),
    },
    unknownItems: [],
  };
}

function answerTo(
  context: ProposedContext,
  abstractSyntaxes: AbstractSyntaxes,
  { transferSyntaxes: accepted = transferSyntaxPreference }: OwnInformation,
): ContextAnswer {
  // A refusal carries a transfer syntax that means nothing; some peers choke on an empty one.
  const refused = (result: number) => ({
    id: context.id,
    result,
    transferSyntax: transferSyntaxes.implicitLittle,
  });
  if (!abstractSyntaxes.has(context.abstractSyntax))
    return refused(contextResults.abstractSyntaxNotSupported);
  const transferSyntax = accepted.find((uid) => context.transferSyntaxes.includes(uid));
  if (transferSyntax === undefined) return refused(contextResults.transferSyntaxesNotSupported);
  return { id: context.id, result: contextResults.accepted, transferSyntax };
}

/**
 * SCU where SCU was proposed, SCP never. An item that proposes no SCU role stays without an answer, which leaves the
 * default roles in force: refusing both would leave the requestor none (PS3.7 D.3.3.4). One answer a SOP class, however
 * often it is proposed: the answers of a request that is as long as it may be would not fit into one item.
 */
function roleAnswers(
  proposed: readonly RoleSelection[],
  abstractSyntaxes: AbstractSyntaxes,
): readonly RoleSelection[] {
  const granted = proposed.filter((role) => role.scu && abstractSyntaxes.has(role.sopClassUid));
  return [...new Set(granted.map((role) => role.sopClassUid))].map((sopClassUid) => ({
    sopClassUid,
    scu: true,
    scp: false,
  }));
}

/** The A-ASSOCIATE-RQ of a requestor; contexts get the ids 1, 3, 5 … */
export function proposal(
  options: OwnInformation & {
    readonly calledAeTitle: string;
    readonly callingAeTitle: string;
    readonly contexts: readonly Omit<ProposedContext, 'id'>[];
  },
): AssociateRq {
  if (options.contexts.length > 128) throw new RangeError('more than 128 presentation contexts');
  return {
    kind: 'A-ASSOCIATE-RQ',
    protocolVersion: protocolVersion1,
    calledAeTitle: options.calledAeTitle,
    callingAeTitle: options.callingAeTitle,
    applicationContextName,
    contexts: options.contexts.map((context, index) => ({ id: 2 * index + 1, ...context })),
    userInformation: { ...ownUserInformation(options), roleSelections: [] },
    unknownItems: [],
  };
}

/** The contexts both sides agree on: those accepted, with a transfer syntax that was proposed and that we can read. */
export function agreedContexts(
  proposed: readonly ProposedContext[],
  answers: readonly ContextAnswer[],
): ReadonlyMap<number, NegotiatedContext> {
  const agreed = new Map<number, NegotiatedContext>();
  for (const { id, result, transferSyntax } of answers) {
    const context = proposed.find((candidate) => candidate.id === id);
    if (result !== contextResults.accepted || !context) continue;
    if (!isTransferSyntax(transferSyntax) || !context.transferSyntaxes.includes(transferSyntax)) continue;
    agreed.set(id, { id, abstractSyntax: context.abstractSyntax, transferSyntax });
  }
  return agreed;
}

/** Abstract syntaxes of contexts that were refused for their transfer syntaxes alone. */
export function syntaxesRefused(
  proposed: readonly ProposedContext[],
  answers: readonly ContextAnswer[],
): ReadonlySet<string> {
  const refused = answers.filter(({ result }) => result === contextResults.transferSyntaxesNotSupported);
  return new Set(
    proposed.filter(({ id }) => refused.some((answer) => answer.id === id)).map((one) => one.abstractSyntax),
  );
}

/** What the peer says of itself. */
export function implementationOf(information: UserInformation): AssociationRequest['implementation'] {
  const { implementationClassUid: classUid, implementationVersionName: versionName } = information;
  return { classUid, ...(versionName !== undefined && { versionName }) };
}

/**
 * The peer's maximum length of a P-DATA-TF, 0 for any. A peer that leaves out this mandatory item gets 16 KiB, which
 * everybody can take.
 */
export function peerMaxPduLength(information: UserInformation): number {
  return information.maxPduLength ?? 16384;
}

/** Length of the P-DATA-TF that a peer is sent, 0 for any: what it takes, and no more than we want to send. */
export function sentPduLength(peer: number, own: number | undefined): number {
  if (own === undefined) return peer;
  return peer === 0 ? own : Math.min(peer, own);
}

function ownUserInformation(own: OwnInformation): UserInformation {
  return {
    maxPduLength: own.maxPduLength,
    implementationClassUid,
    implementationVersionName: own.implementationVersionName,
    roleSelections: [],
    sopClassExtended: [],
    sopClassCommonExtended: [],
    unknownItems: [],
  };
}
