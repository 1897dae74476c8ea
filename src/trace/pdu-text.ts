// PDUs of a trace as text: one line per PDU, and one for every presentation context and item of a negotiation.
import { abortText } from '../dicom/pdu/abort-text.ts';
import { contextResults } from '../dicom/pdu/pdu.ts';
import { rejectionText } from '../dicom/pdu/rejection.ts';
import { unreachable } from '../shared/errors/errors.ts';
import type { RecordedPdu, RecordedUser } from './recorded-pdu.ts';
import { namedUid, shown } from './shown.ts';

const results: ReadonlyMap<number, string> = new Map([
  [contextResults.accepted, 'accepted'],
  [contextResults.userRejection, 'user rejection'],
  [contextResults.noReason, 'no reason'],
  [contextResults.abstractSyntaxNotSupported, 'abstract syntax not supported'],
  [contextResults.transferSyntaxesNotSupported, 'transfer syntaxes not supported'],
]);

const yes = (value: boolean) => (value ? 'yes' : 'no');

function userLines(user: RecordedUser): readonly string[] {
  const { maxPduLength, implementationClassUid, implementationVersionName, asyncOperationsWindow } = user;
  const { userIdentity, userIdentityResponse } = user;
  const longest = maxPduLength === 0 ? 'any' : (maxPduLength ?? 'not stated');
  return [
    `maximum PDU length ${longest}, implementation ${shown(implementationClassUid)} ${shown(implementationVersionName ?? '')}`.trimEnd(),
    ...(asyncOperationsWindow
      ? [`operations window ${asyncOperationsWindow.invoked}, ${asyncOperationsWindow.performed}`]
      : []),
    ...user.roleSelections.map(
      ({ sopClassUid, scu, scp }) => `role ${namedUid(sopClassUid)}: SCU ${yes(scu)}, SCP ${yes(scp)}`,
    ),
    ...[...user.sopClassExtended, ...user.sopClassCommonExtended].map(
      (sopClassUid) => `extended negotiation ${namedUid(sopClassUid)}`,
    ),
    ...(userIdentity
      ? [`user identity of type ${userIdentity.type}: withheld, length ${userIdentity.length}`]
      : []),
    ...(userIdentityResponse === undefined ? [] : [`user identity answered, length ${userIdentityResponse}`]),
    ...user.unknownItems.map(
      ({ type, length }) => `unknown item ${type.toString(16).toUpperCase()}H, length ${length}`,
    ),
  ];
}

/** The lines of a PDU: the first without its arrow, the others without indentation. */
export function pduLines(pdu: RecordedPdu): readonly [string, ...string[]] {
  switch (pdu.kind) {
    case 'A-ASSOCIATE-RQ': {
      const { at, calling, called, peer, tls, certificate, contexts, user } = pdu;
      const secure = tls
        ? `, TLS${certificate === undefined ? '' : ` certificate of ${shown(certificate)}`}`
        : '';
      return [
        `${pdu.kind}  ${at} ${shown(calling)} at ${peer}${secure} calls ${shown(called)}`,
        `application context ${shown(pdu.applicationContext)}`,
        ...userLines(user),
        ...contexts.map(
          ({ id, abstractSyntax, transferSyntaxes }) =>
            `context ${id}: ${namedUid(abstractSyntax)}: ${transferSyntaxes.map((uid) => shown(uid)).join(', ')}`,
        ),
      ];
    }
    case 'A-ASSOCIATE-AC':
      return [
        pdu.kind,
        ...userLines(pdu.user),
        ...pdu.contexts.map(({ id, result, transferSyntax }) =>
          result === contextResults.accepted
            ? `context ${id}: accepted, ${shown(transferSyntax)}`
            : `context ${id}: refused, ${results.get(result) ?? 'an unknown reason'} (${result})`,
        ),
      ];
    case 'A-ASSOCIATE-RJ':
      return [`${pdu.kind}  ${rejectionText(pdu)}`];
    case 'P-DATA-TF':
      return [`${pdu.kind}  ${pdu.runs.map(({ count, length }) => `${count} × ${length}`).join(', ')} bytes`];
    case 'A-RELEASE-RQ':
    case 'A-RELEASE-RP':
      return [pdu.kind];
    case 'A-ABORT':
      return [`${pdu.kind}  source ${pdu.source}, reason ${pdu.reason}: ${abortText(pdu)}`];
    case 'unreadable':
      return [
        `no PDU that can be read  ${pdu.at} from ${pdu.peer}, type ${pdu.pduType.toString(16).padStart(2, '0').toUpperCase()}H: ${shown(pdu.why)}`,
      ];
    default:
      throw unreachable(pdu);
  }
}
