// PDUs as bytes, the mirror of pdu-reader.ts and pdu-decoder.ts (PS3.8 9.3, PS3.7 D.3.3). encodePdu writes any of the seven;
// pdvPrefix is for sending large PDVs without copying them.
import { unreachable } from '../../shared/errors/errors.ts';
import { ByteWriter } from './bytes.ts';
import type {
  AssociateAc,
  AssociateRq,
  ContextAnswer,
  Pdu,
  Pdv,
  ProposedContext,
  UnknownItem,
  UserInformation,
} from './pdu.ts';
import { itemTypes, pduHeaderLength, pduTypes, pdvHeaderLength } from './pdu.ts';

/** The protocol version, whose only defined bit is this one (PS3.8 9.3.2). */
export const protocolVersion1 = 0x0001;

/** The whole PDU with its header. Throws RangeError when a value does not fit its field. */
export function encodePdu(pdu: Pdu): Uint8Array {
  return new ByteWriter()
    .u8(pduTypes[pdu.kind])
    .zeros(1)
    .sized32((writer) => {
      writeBody(writer, pdu);
    })
    .finish();
}

/** Everything before the data of a P-DATA-TF with one PDV: 12 bytes, to be followed by `dataLength` more. */
export function pdvPrefix(pdv: Omit<Pdv, 'data'>, dataLength: number): Uint8Array {
  const prefix = Buffer.alloc(pduHeaderLength + pdvHeaderLength);
  prefix.writeUInt8(pduTypes['P-DATA-TF'], 0);
  prefix.writeUInt32BE(pdvHeaderLength + dataLength, 2);
  prefix.writeUInt32BE(2 + dataLength, 6);
  prefix.writeUInt8(pdv.contextId, 10);
  prefix.writeUInt8(controlHeader(pdv), 11);
  return prefix;
}

const controlHeader = (pdv: Omit<Pdv, 'data'>) => (pdv.isCommand ? 1 : 0) | (pdv.isLast ? 2 : 0);

function writeBody(writer: ByteWriter, pdu: Pdu): void {
  switch (pdu.kind) {
    case 'A-ASSOCIATE-RQ':
      writeFixedPart(writer, pdu);
      for (const context of pdu.contexts) writeProposedContext(writer, context);
      writeUserInformation(writer, pdu.userInformation);
      writeUnknownItems(writer, pdu.unknownItems);
      return;
    case 'A-ASSOCIATE-AC':
      writeFixedPart(writer, pdu);
      for (const context of pdu.contexts) writeContextAnswer(writer, context);
      writeUserInformation(writer, pdu.userInformation);
      writeUnknownItems(writer, pdu.unknownItems);
      return;
    case 'A-ASSOCIATE-RJ':
      writer.zeros(1).u8(pdu.result).u8(pdu.source).u8(pdu.reason);
      return;
    case 'P-DATA-TF':
      for (const pdv of pdu.pdvs) {
        writer.sized32((body) => body.u8(pdv.contextId).u8(controlHeader(pdv)).raw(pdv.data));
      }
      return;
    case 'A-RELEASE-RQ':
    case 'A-RELEASE-RP':
      writer.zeros(4);
      return;
    case 'A-ABORT':
      writer.zeros(2).u8(pdu.source).u8(pdu.reason);
      return;
    default:
      throw unreachable(pdu);
  }
}

function item(writer: ByteWriter, type: number, body: (writer: ByteWriter) => void): void {
  writer.u8(type).zeros(1).sized16(body);
}

const textItem = (writer: ByteWriter, type: number, text: string) => {
  item(writer, type, (body) => body.text(text));
};
const sizedText = (writer: ByteWriter, text: string) => writer.sized16((body) => body.text(text));
const sizedBytes = (writer: ByteWriter, bytes: Uint8Array) => writer.sized16((body) => body.raw(bytes));

/** 16 characters, padded with spaces at the end (PS3.8 9.3.2). */
function aeTitleField(aeTitle: string): string {
  if (aeTitle.length > 16) throw new RangeError(`AE title ${aeTitle} is longer than 16 characters`);
  return aeTitle.padEnd(16, ' ');
}

function writeFixedPart(writer: ByteWriter, pdu: AssociateRq | AssociateAc): void {
  writer.u16(pdu.protocolVersion).zeros(2);
  writer.text(aeTitleField(pdu.calledAeTitle)).text(aeTitleField(pdu.callingAeTitle)).zeros(32);
  textItem(writer, itemTypes.applicationContext, pdu.applicationContextName);
}

function writeProposedContext(writer: ByteWriter, context: ProposedContext): void {
  item(writer, itemTypes.proposedContext, (body) => {
    body.u8(context.id).zeros(3);
    textItem(body, itemTypes.abstractSyntax, context.abstractSyntax);
    for (const uid of context.transferSyntaxes) textItem(body, itemTypes.transferSyntax, uid);
  });
}

function writeContextAnswer(writer: ByteWriter, context: ContextAnswer): void {
  item(writer, itemTypes.contextAnswer, (body) => {
    body.u8(context.id).zeros(1).u8(context.result).zeros(1);
    textItem(body, itemTypes.transferSyntax, context.transferSyntax);
  });
}

function writeUserInformation(writer: ByteWriter, information: UserInformation): void {
  item(writer, itemTypes.userInformation, (body) => {
    const { maxPduLength, implementationVersionName, asyncOperationsWindow: window } = information;
    if (maxPduLength !== undefined) item(body, itemTypes.maxPduLength, (value) => value.u32(maxPduLength));
    textItem(body, itemTypes.implementationClassUid, information.implementationClassUid);
    if (window) {
      item(body, itemTypes.asyncOperationsWindow, (value) => value.u16(window.invoked).u16(window.performed));
    }
    for (const role of information.roleSelections) {
      item(body, itemTypes.roleSelection, (value) =>
        sizedText(value, role.sopClassUid).u8(Number(role.scu)).u8(Number(role.scp)),
      );
    }
    if (implementationVersionName !== undefined) {
      textItem(body, itemTypes.implementationVersionName, implementationVersionName);
    }
    writeExtendedNegotiations(body, information);
    writeUnknownItems(body, information.unknownItems);
  });
}

function writeExtendedNegotiations(writer: ByteWriter, information: UserInformation): void {
  for (const extended of information.sopClassExtended) {
    item(writer, itemTypes.sopClassExtended, (body) =>
      sizedText(body, extended.sopClassUid).raw(extended.information),
    );
  }
  for (const common of information.sopClassCommonExtended) {
    item(writer, itemTypes.sopClassCommonExtended, (body) =>
      sizedText(sizedText(body, common.sopClassUid), common.serviceClassUid).sized16((related) => {
        for (const uid of common.relatedGeneralSopClassUids) sizedText(related, uid);
      }),
    );
  }
  const { userIdentity, userIdentityResponse } = information;
  if (userIdentity) {
    item(writer, itemTypes.userIdentity, (body) => {
      body.u8(userIdentity.type).u8(Number(userIdentity.positiveResponseRequested));
      sizedBytes(sizedBytes(body, userIdentity.primaryField), userIdentity.secondaryField);
    });
  }
  if (userIdentityResponse) {
    item(writer, itemTypes.userIdentityResponse, (body) => sizedBytes(body, userIdentityResponse));
  }
}

function writeUnknownItems(writer: ByteWriter, items: readonly UnknownItem[]): void {
  for (const { type, bytes } of items) item(writer, type, (body) => body.raw(bytes));
}
