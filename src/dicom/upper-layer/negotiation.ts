// Negotiation at the beginning of an association (PS3.8 9.3.2, 9.3.3; PS3.7 D.3.3). Pure: a request in, an answer out. `proposal`
// and `agreedContexts` are the requestor's side, `objectionTo` and `acceptance` the acceptor's.
//
// A request without any acceptable context is accepted nevertheless, with every context refused with its reason, as in PS3.8
// 7.1.1.14: A-ASSOCIATE-RJ has no reason for it, and the answer shows the client which of its SOP classes or transfer
// syntaxes are wrong. Clients then release or abort; otherwise the idle timeout ends it.
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

/** The parts of an A-ASSOCIATE-RQ that the decision needs. */
export interface AssociationRequest {
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly peer: Peer;
  readonly applicationContextName: string;
  readonly contexts: readonly ProposedContext[];
  readonly implementation: { readonly classUid: string; readonly versionName?: string };
}

/** What is accepted: a set, or a function of the abstract syntax. */
export type AbstractSyntaxes = Pick<ReadonlySet<string>, 'has'>;

export interface OwnInformation {
  /** The length of a P-DATA-TF that we accept, 0 for any. */
  readonly maxPduLength: number;
  readonly implementationVersionName: string;
  /** As an acceptor: what is accepted, in order of preference; default: `transferSyntaxPreference`. */
  readonly transferSyntaxes?: readonly TransferSyntax[];
}

/** In order of preference (PS3.2 annex E, E.4.2.1.4.1.2). Big endian is retired, but DCMTK-based clients offer it. */
export const transferSyntaxPreference: readonly TransferSyntax[] = [
  transferSyntaxes.explicitLittle,
  transferSyntaxes.implicitLittle,
  transferSyntaxes.explicitBig,
];

/** The standard's own reasons to refuse a request, before the user is asked. */
export function objectionTo(rq: AssociateRq): Rejection | undefined {
  // Only bit 0 may be tested: the others belong to future versions.
  if ((rq.protocolVersion & protocolVersion1) === 0) return protocolVersionNotSupported(rq.protocolVersion);
  if (rq.applicationContextName !== applicationContextName) {
    return applicationContextNotSupported(rq.applicationContextName);
  }
  return undefined;
}

/** The A-ASSOCIATE-AC: every proposed context answered, roles and windows only as far as they were proposed. */
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
      // Absent means 1/1 already; a requestor that proposed a window gets the same (PS3.7 D.3.3.3).
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
  // The transfer syntax of a refusal has no meaning; some peers fail on an empty one.
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
 * SCU where SCU was proposed, SCP never. An item that does not propose the SCU role gets no answer, which leaves the default
 * roles in force: refusing both would leave the requestor none (PS3.7 D.3.3.4). One answer per SOP class, however often it is
 * proposed: the answers to a request of maximum length would not fit into one item.
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

/** The contexts both sides agree on: the accepted ones, with a transfer syntax that was proposed and that we can read. */
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

/** Abstract syntaxes of contexts that were refused only because of their transfer syntaxes. */
export function syntaxesRefused(
  proposed: readonly ProposedContext[],
  answers: readonly ContextAnswer[],
): ReadonlySet<string> {
  const refused = answers.filter(({ result }) => result === contextResults.transferSyntaxesNotSupported);
  return new Set(
    proposed.filter(({ id }) => refused.some((answer) => answer.id === id)).map((one) => one.abstractSyntax),
  );
}

/** The peer's identification of itself. */
export function implementationOf(information: UserInformation): AssociationRequest['implementation'] {
  const { implementationClassUid: classUid, implementationVersionName: versionName } = information;
  return { classUid, ...(versionName !== undefined && { versionName }) };
}

/**
 * The peer's maximum length of a P-DATA-TF, 0 for any. A peer that leaves out this mandatory item gets 16 KiB, which every
 * implementation accepts.
 */
export function peerMaxPduLength(information: UserInformation): number {
  return information.maxPduLength ?? 16384;
}

/** Length of the P-DATA-TF sent to a peer, 0 for any: what it accepts, up to our own maximum. */
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
