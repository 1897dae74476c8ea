// PDUs as a trace records them (PS3.8 9.3): negotiation, release, rejection and abort with their values. Of P-DATA-TF PDUs
// only number and lengths are recorded, of opaque bytes (a user's identity, private items) only the length.
import { z } from 'zod';
import type { ControlPdu, UserInformation } from '../dicom/pdu/pdu.ts';

const count = z.number().int().min(0).max(0xffffffff);
const uid = z.string();
const byLength = z.object({ type: count, length: count });

const user = z.object({
  maxPduLength: count.optional(),
  implementationClassUid: uid,
  implementationVersionName: z.string().optional(),
  asyncOperationsWindow: z.object({ invoked: count, performed: count }).readonly().optional(),
  roleSelections: z.array(z.object({ sopClassUid: uid, scu: z.boolean(), scp: z.boolean() })).readonly(),
  sopClassExtended: z.array(uid).readonly(),
  sopClassCommonExtended: z.array(uid).readonly(),
  userIdentity: byLength.optional(),
  userIdentityResponse: count.optional(),
  unknownItems: z.array(byLength).readonly(),
});
export type RecordedUser = z.output<typeof user>;

const requested = z.object({
  kind: z.literal('A-ASSOCIATE-RQ'),
  at: z.iso.datetime(),
  peer: z.string(),
  tls: z.boolean(),
  /** Common name of the certificate that the peer presented. */
  certificate: z.string().optional(),
  protocolVersion: count,
  calling: z.string(),
  called: z.string(),
  applicationContext: uid,
  contexts: z
    .array(z.object({ id: count, abstractSyntax: uid, transferSyntaxes: z.array(uid).readonly() }))
    .readonly(),
  user,
});
const accepted = z.object({
  kind: z.literal('A-ASSOCIATE-AC'),
  contexts: z.array(z.object({ id: count, result: count, transferSyntax: uid })).readonly(),
  user,
});
const rejected = z.object({
  kind: z.literal('A-ASSOCIATE-RJ'),
  result: count,
  source: count,
  reason: count,
});
const data = z.object({
  kind: z.literal('P-DATA-TF'),
  /** Consecutive PDUs of the same length, as count and length. */
  runs: z.array(z.object({ count, length: count })).readonly(),
});
const release = z.object({ kind: z.enum(['A-RELEASE-RQ', 'A-RELEASE-RP']) });
const abort = z.object({ kind: z.literal('A-ABORT'), source: count, reason: count });
const unreadable = z.object({
  kind: z.literal('unreadable'),
  at: z.iso.datetime(),
  peer: z.string(),
  pduType: count,
  why: z.string(),
});

export const recordedPdu = z.discriminatedUnion('kind', [
  requested,
  accepted,
  rejected,
  data,
  release,
  abort,
  unreadable,
]);
export type RecordedPdu = z.output<typeof recordedPdu>;

/** What is known of an A-ASSOCIATE-RQ in addition to its bytes. */
export interface Circumstances {
  readonly at: Date;
  /** Address and port. */
  readonly peer: string;
  readonly tls: boolean;
  readonly certificate?: string;
}

function recordedUser(information: UserInformation): RecordedUser {
  const { maxPduLength, implementationVersionName, asyncOperationsWindow, userIdentity } = information;
  return {
    ...(maxPduLength === undefined ? {} : { maxPduLength }),
    implementationClassUid: information.implementationClassUid,
    ...(implementationVersionName === undefined ? {} : { implementationVersionName }),
    ...(asyncOperationsWindow ? { asyncOperationsWindow } : {}),
    roleSelections: [...information.roleSelections],
    sopClassExtended: information.sopClassExtended.map(({ sopClassUid }) => sopClassUid),
    sopClassCommonExtended: information.sopClassCommonExtended.map(({ sopClassUid }) => sopClassUid),
    ...(userIdentity
      ? {
          userIdentity: {
            type: userIdentity.type,
            length: userIdentity.primaryField.length + userIdentity.secondaryField.length,
          },
        }
      : {}),
    ...(information.userIdentityResponse
      ? { userIdentityResponse: information.userIdentityResponse.length }
      : {}),
    unknownItems: information.unknownItems.map(({ type, bytes }) => ({ type, length: bytes.length })),
  };
}

/** A PDU as a trace records it. */
export function recordedControlPdu(pdu: ControlPdu, { at, ...around }: Circumstances): RecordedPdu {
  switch (pdu.kind) {
    case 'A-ASSOCIATE-RQ':
      return {
        kind: pdu.kind,
        at: at.toISOString(),
        ...around,
        protocolVersion: pdu.protocolVersion,
        calling: pdu.callingAeTitle,
        called: pdu.calledAeTitle,
        applicationContext: pdu.applicationContextName,
        contexts: pdu.contexts.map(({ id, abstractSyntax, transferSyntaxes }) => {
          return { id, abstractSyntax, transferSyntaxes: [...transferSyntaxes] };
        }),
        user: recordedUser(pdu.userInformation),
      };
    case 'A-ASSOCIATE-AC':
      return {
        kind: pdu.kind,
        contexts: pdu.contexts.map(({ id, result, transferSyntax }) => ({ id, result, transferSyntax })),
        user: recordedUser(pdu.userInformation),
      };
    case 'A-ASSOCIATE-RJ':
    case 'A-RELEASE-RQ':
    case 'A-RELEASE-RP':
    case 'A-ABORT':
      return pdu;
  }
}
