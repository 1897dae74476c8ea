// Bodies of the PDUs that fit in memory, decoded from complete bytes (PS3.8 9.3, PS3.7 D.3.3): one small function per item.
// Start at decodeControlPdu. Reserved fields are skipped, not tested, as the standard requires; unknown items are kept; a
// length that does not fit is WireFailure `pdu-invalid`. Mirror: pdu-writer.ts.
import { WireFailure, unreachable } from '../../shared/errors/errors.ts';
import { ByteCursor } from './bytes.ts';
import type {
  AssociateAc,
  AssociateRq,
  AsyncOperationsWindow,
  ContextAnswer,
  ControlPdu,
  PduKind,
  ProposedContext,
  RoleSelection,
  SopClassCommonExtended,
  SopClassExtended,
  UnknownItem,
  UserIdentity,
  UserInformation,
} from './pdu.ts';
import { itemTypes } from './pdu.ts';

/** Maximum items and sub-items in one PDU: 128 contexts with 60 transfer syntaxes each, twice the maximum observed. */
const maxItems = 8192;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Decodes what follows the header. Throws WireFailure `pdu-invalid`. */
export function decodeControlPdu(kind: Exclude<PduKind, 'P-DATA-TF'>, body: Uint8Array): ControlPdu {
  const cursor = new ByteCursor(body, kind);
  switch (kind) {
    case 'A-ASSOCIATE-RQ':
      return associateRq(cursor);
    case 'A-ASSOCIATE-AC':
      return associateAc(cursor);
    case 'A-ASSOCIATE-RJ':
      cursor.skip(1, 'reserved');
      return { kind, result: cursor.u8('result'), source: cursor.u8('source'), reason: cursor.u8('reason') };
    case 'A-RELEASE-RQ':
    case 'A-RELEASE-RP':
      return { kind };
    case 'A-ABORT':
      cursor.skip(2, 'reserved');
      return { kind, source: cursor.u8('source'), reason: cursor.u8('reason') };
    default:
      throw unreachable(kind);
  }
}

interface Item {
  readonly type: number;
  readonly body: ByteCursor;
}

/** Counts the items of one PDU, so that one megabyte of empty items does not become a hundred megabytes of objects. */
interface ItemCount {
  items: number;
}

/** Type (1), reserved (1), length (2), body; until the bytes end. */
function* itemsOf(cursor: ByteCursor, count: ItemCount): Generator<Item> {
  while (cursor.remaining > 0) {
    if (++count.items > maxItems) {
      throw new WireFailure('pdu-invalid', `an association PDU with more than ${maxItems} items`);
    }
    const type = cursor.u8('item type');
    cursor.skip(1, 'reserved');
    const name = `item ${hex(type)}`;
    const length = cursor.u16(`length of ${name}`);
    yield { type, body: new ByteCursor(cursor.take(length, name), name) };
  }
}

const hex = (type: number) => `${type.toString(16).padStart(2, '0').toUpperCase()}H`;

const restText = (body: ByteCursor, field: string) => body.text(body.remaining, field);
const sizedText = (body: ByteCursor, field: string) => body.text(body.u16(`length of ${field}`), field);
const sizedBytes = (body: ByteCursor, field: string) => body.take(body.u16(`length of ${field}`), field);

/** Without padding at either end: spaces, and the NUL that some clients pad with. */
const trimmed = (text: string) => text.replace(/^[ \0]+|[ \0]+$/g, '');

/** Protocol version (2), reserved (2), called and calling AE title (16 each), reserved (32). */
function fixedPart(cursor: ByteCursor) {
  const protocolVersion = cursor.u16('protocol version');
  cursor.skip(2, 'reserved');
  const calledAeTitle = trimmed(cursor.text(16, 'called AE title'));
  const callingAeTitle = trimmed(cursor.text(16, 'calling AE title'));
  cursor.skip(32, 'reserved');
  return { protocolVersion, calledAeTitle, callingAeTitle };
}

function associateRq(cursor: ByteCursor): AssociateRq {
  const fixed = fixedPart(cursor);
  const contexts = new Map<number, ProposedContext>();
  const rest = variablePart(cursor, itemTypes.proposedContext, (body, count) => {
    const context = proposedContext(body, count);
    if (context.id % 2 === 0 || contexts.has(context.id)) {
      throw new WireFailure('pdu-invalid', `presentation context id ${context.id} is even or proposed twice`);
    }
    contexts.set(context.id, context);
  });
  return { kind: 'A-ASSOCIATE-RQ', ...fixed, contexts: [...contexts.values()], ...rest };
}

function associateAc(cursor: ByteCursor): AssociateAc {
  const fixed = fixedPart(cursor);
  const contexts: ContextAnswer[] = [];
  const rest = variablePart(cursor, itemTypes.contextAnswer, (body, count) => {
    contexts.push(contextAnswer(body, count));
  });
  return { kind: 'A-ASSOCIATE-AC', ...fixed, contexts, ...rest };
}

/** The items of a RQ or AC, which differ only in their presentation contexts. */
function variablePart(
  cursor: ByteCursor,
  contextType: number,
  context: (body: ByteCursor, count: ItemCount) => void,
) {
  const count: ItemCount = { items: 0 };
  let applicationContextName = '';
  let userInformation = noUserInformation;
  const unknownItems: UnknownItem[] = [];
  for (const { type, body } of itemsOf(cursor, count)) {
    if (type === itemTypes.applicationContext)
      applicationContextName = restText(body, 'application context name');
    else if (type === contextType) context(body, count);
    else if (type === itemTypes.userInformation) userInformation = decodeUserInformation(body, count);
    else unknownItems.push({ type, bytes: body.rest() });
  }
  return { applicationContextName, userInformation, unknownItems };
}

/** Id (1), reserved (3), sub-items 30H and 40H. */
function proposedContext(body: ByteCursor, count: ItemCount): ProposedContext {
  const id = body.u8('presentation context id');
  body.skip(3, 'reserved');
  let abstractSyntax = '';
  const transferSyntaxes: string[] = [];
  for (const item of itemsOf(body, count)) {
    if (item.type === itemTypes.abstractSyntax) abstractSyntax = restText(item.body, 'abstract syntax');
    else if (item.type === itemTypes.transferSyntax)
      transferSyntaxes.push(restText(item.body, 'transfer syntax'));
  }
  return { id, abstractSyntax, transferSyntaxes };
}

/** Id (1), reserved (1), result (1), reserved (1), one sub-item 40H that has a meaning only with result 0. */
function contextAnswer(body: ByteCursor, count: ItemCount): ContextAnswer {
  const id = body.u8('presentation context id');
  body.skip(1, 'reserved');
  const result = body.u8('result');
  body.skip(1, 'reserved');
  let transferSyntax = '';
  for (const item of itemsOf(body, count)) {
    if (item.type === itemTypes.transferSyntax) transferSyntax = restText(item.body, 'transfer syntax');
  }
  return { id, result, transferSyntax };
}

const noUserInformation: UserInformation = {
  implementationClassUid: '',
  roleSelections: [],
  sopClassExtended: [],
  sopClassCommonExtended: [],
  unknownItems: [],
};

function decodeUserInformation(cursor: ByteCursor, count: ItemCount): UserInformation {
  const roleSelections: RoleSelection[] = [];
  const sopClassExtended: SopClassExtended[] = [];
  const sopClassCommonExtended: SopClassCommonExtended[] = [];
  const unknownItems: UnknownItem[] = [];
  const information: Writable<UserInformation> = {
    ...noUserInformation,
    roleSelections,
    sopClassExtended,
    sopClassCommonExtended,
    unknownItems,
  };
  for (const { type, body } of itemsOf(cursor, count)) {
    switch (type) {
      case itemTypes.maxPduLength:
        information.maxPduLength = body.u32('maximum length');
        break;
      case itemTypes.implementationClassUid:
        information.implementationClassUid = restText(body, 'implementation class UID');
        break;
      case itemTypes.asyncOperationsWindow:
        information.asyncOperationsWindow = asyncOperationsWindow(body);
        break;
      case itemTypes.roleSelection:
        roleSelections.push(roleSelection(body));
        break;
      case itemTypes.implementationVersionName:
        information.implementationVersionName = restText(body, 'implementation version name');
        break;
      case itemTypes.sopClassExtended:
        sopClassExtended.push({ sopClassUid: sizedText(body, 'SOP class UID'), information: body.rest() });
        break;
      case itemTypes.sopClassCommonExtended:
        sopClassCommonExtended.push(commonExtended(body, count));
        break;
      case itemTypes.userIdentity:
        information.userIdentity = userIdentity(body);
        break;
      case itemTypes.userIdentityResponse:
        information.userIdentityResponse = sizedBytes(body, 'server response');
        break;
      default:
        unknownItems.push({ type, bytes: body.rest() });
    }
  }
  return information;
}

function asyncOperationsWindow(body: ByteCursor): AsyncOperationsWindow {
  return { invoked: body.u16('operations invoked'), performed: body.u16('operations performed') };
}

function roleSelection(body: ByteCursor): RoleSelection {
  const sopClassUid = sizedText(body, 'SOP class UID');
  return { sopClassUid, scu: body.u8('SCU role') === 1, scp: body.u8('SCP role') === 1 };
}

function commonExtended(body: ByteCursor, count: ItemCount): SopClassCommonExtended {
  const sopClassUid = sizedText(body, 'SOP class UID');
  const serviceClassUid = sizedText(body, 'service class UID');
  const related = new ByteCursor(
    sizedBytes(body, 'related general SOP classes'),
    'related general SOP classes',
  );
  const relatedGeneralSopClassUids: string[] = [];
  while (related.remaining > 0) {
    if (++count.items > maxItems)
      throw new WireFailure('pdu-invalid', 'too many related general SOP classes');
    relatedGeneralSopClassUids.push(sizedText(related, 'related general SOP class UID'));
  }
  return { sopClassUid, serviceClassUid, relatedGeneralSopClassUids };
}

function userIdentity(body: ByteCursor): UserIdentity {
  return {
    type: body.u8('user identity type'),
    positiveResponseRequested: body.u8('positive response requested') === 1,
    primaryField: sizedBytes(body, 'primary field'),
    secondaryField: sizedBytes(body, 'secondary field'),
  };
}
