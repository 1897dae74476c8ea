// The seven protocol data units of PS3.8 9.3 and their items (PS3.8 9.3.2, PS3.7 annex D.3.3), as one tagged, read-only
// union. pdu-reader.ts makes them from bytes as these arrive, pdu-writer.ts is its mirror. Each stage of negotiation has its
// own type: ProposedContext → ContextAnswer → NegotiatedContext (association.ts).

/** PDU type, reserved byte, 32-bit length of what follows. */
export const pduHeaderLength = 1 + 1 + 4;

/** What a PDV carries in addition to its data: length (4), context id (1), message control header (1). */
export const pdvHeaderLength = 4 + 1 + 1;

export const pduTypes = {
  'A-ASSOCIATE-RQ': 0x01,
  'A-ASSOCIATE-AC': 0x02,
  'A-ASSOCIATE-RJ': 0x03,
  'P-DATA-TF': 0x04,
  'A-RELEASE-RQ': 0x05,
  'A-RELEASE-RP': 0x06,
  'A-ABORT': 0x07,
} as const;
export type PduKind = keyof typeof pduTypes;

/** Item and sub-item types (PS3.8 9.3.2, PS3.7 D.3.3). */
export const itemTypes = {
  applicationContext: 0x10,
  proposedContext: 0x20,
  contextAnswer: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  userInformation: 0x50,
  maxPduLength: 0x51,
  implementationClassUid: 0x52,
  asyncOperationsWindow: 0x53,
  roleSelection: 0x54,
  implementationVersionName: 0x55,
  sopClassExtended: 0x56,
  sopClassCommonExtended: 0x57,
  userIdentity: 0x58,
  userIdentityResponse: 0x59,
} as const;

/** An item that this version of the standard does not define: kept as it came, never a reason to refuse. */
export interface UnknownItem {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Presentation context as the requestor proposes it (PS3.8 9.3.2.2). */
export interface ProposedContext {
  /** Odd, 1 to 255. */
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

/** Result/Reason of a presentation context (PS3.8 table 9-18). */
export const contextResults = {
  accepted: 0,
  userRejection: 1,
  noReason: 2,
  abstractSyntaxNotSupported: 3,
  transferSyntaxesNotSupported: 4,
} as const;

/** Presentation context as the acceptor answers it (PS3.8 9.3.3.2). */
export interface ContextAnswer {
  readonly id: number;
  /** One of `contextResults`; other values of a peer are kept. */
  readonly result: number;
  /** Meaningful only with result 0. */
  readonly transferSyntax: string;
}

/** SCP/SCU role selection (PS3.7 D.3.3.4): proposed in a RQ, answered in an AC. */
export interface RoleSelection {
  readonly sopClassUid: string;
  readonly scu: boolean;
  readonly scp: boolean;
}

/** Outstanding operations (PS3.7 D.3.3.3), 0 for unlimited. */
export interface AsyncOperationsWindow {
  readonly invoked: number;
  readonly performed: number;
}

/** PS3.7 D.3.3.5 */
export interface SopClassExtended {
  readonly sopClassUid: string;
  readonly information: Uint8Array;
}

/** PS3.7 D.3.3.6, in a RQ only. */
export interface SopClassCommonExtended {
  readonly sopClassUid: string;
  readonly serviceClassUid: string;
  readonly relatedGeneralSopClassUids: readonly string[];
}

/** PS3.7 D.3.3.7.1. Never logged: it may hold a password. */
export interface UserIdentity {
  /** 1 user name, 2 user name and passcode, 3 Kerberos, 4 SAML, 5 JSON web token. */
  readonly type: number;
  readonly positiveResponseRequested: boolean;
  readonly primaryField: Uint8Array;
  readonly secondaryField: Uint8Array;
}

export interface UserInformation {
  /** The length of a P-DATA-TF that the sender accepts, 0 for any; absent if the peer left out the item. */
  readonly maxPduLength?: number;
  /** Zero length if the peer left out the item. */
  readonly implementationClassUid: string;
  readonly implementationVersionName?: string;
  readonly asyncOperationsWindow?: AsyncOperationsWindow;
  readonly roleSelections: readonly RoleSelection[];
  readonly sopClassExtended: readonly SopClassExtended[];
  readonly sopClassCommonExtended: readonly SopClassCommonExtended[];
  readonly userIdentity?: UserIdentity;
  /** Server response of PS3.7 D.3.3.7.2. */
  readonly userIdentityResponse?: Uint8Array;
  readonly unknownItems: readonly UnknownItem[];
}

/** PS3.8 9.3.2 */
export interface AssociateRq {
  readonly kind: 'A-ASSOCIATE-RQ';
  /** Bit 0 is version 1; other bits are versions of a future standard. */
  readonly protocolVersion: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly applicationContextName: string;
  readonly contexts: readonly ProposedContext[];
  readonly userInformation: UserInformation;
  readonly unknownItems: readonly UnknownItem[];
}

/** PS3.8 9.3.3. The AE titles echo the request and are not tested. */
export interface AssociateAc {
  readonly kind: 'A-ASSOCIATE-AC';
  readonly protocolVersion: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly applicationContextName: string;
  readonly contexts: readonly ContextAnswer[];
  readonly userInformation: UserInformation;
  readonly unknownItems: readonly UnknownItem[];
}

/** PS3.8 9.3.4, table 9-21. */
export interface AssociateRj {
  readonly kind: 'A-ASSOCIATE-RJ';
  readonly result: number;
  readonly source: number;
  readonly reason: number;
}

/** Presentation data value (PS3.8 9.3.5.1 and annex E.2). */
export interface Pdv {
  readonly contextId: number;
  /** Message control header bit 0: command set, else data set. */
  readonly isCommand: boolean;
  /** Message control header bit 1: the last fragment of the command set or data set. */
  readonly isLast: boolean;
  readonly data: Uint8Array;
}

/** PS3.8 9.3.5. The reader never collects one: it passes on the pieces of its PDVs (`PdvPiece`) as they arrive. */
export interface PDataTf {
  readonly kind: 'P-DATA-TF';
  readonly pdvs: readonly Pdv[];
}

export interface ReleaseRq {
  readonly kind: 'A-RELEASE-RQ';
}

export interface ReleaseRp {
  readonly kind: 'A-RELEASE-RP';
}

/** PS3.8 9.3.8: source 0 service user, 2 service provider with the reasons of table 9-26. */
export interface Abort {
  readonly kind: 'A-ABORT';
  readonly source: number;
  readonly reason: number;
}

export type Pdu = AssociateRq | AssociateAc | AssociateRj | PDataTf | ReleaseRq | ReleaseRp | Abort;

/** The PDUs that fit in memory: all but P-DATA-TF. */
export type ControlPdu = Exclude<Pdu, PDataTf>;
