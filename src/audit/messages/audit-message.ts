// The parts of an audit message (PS3.15 A.5.1), with the names of the schema. A value is text as it is; xml.ts escapes it.
import type { Code } from './codes.ts';

/** EventOutcomeIndicator: success, minor, serious and major failure. */
export type Outcome = '0' | '4' | '8' | '12';

export interface Participant {
  /** UserID. */
  readonly user: string;
  /** AlternativeUserID: AE titles. */
  readonly aeTitles?: readonly string[];
  readonly name?: string;
  readonly isRequestor: boolean;
  readonly roles?: readonly Code[];
  readonly media?: Code;
  /** NetworkAccessPointID: an address, or the name of a machine. */
  readonly network?: string;
}

export interface ParticipantObject {
  readonly idType: Code;
  readonly id: string;
  readonly name: string;
  /** ParticipantObjectTypeCode: person, system object. */
  readonly type: '1' | '2';
  /** ParticipantObjectTypeCodeRole: patient, report, master file, security resource, job. */
  readonly role: '1' | '3' | '5' | '13' | '20';
  readonly details?: readonly { readonly type: string; readonly value: string }[];
  readonly accessionNumbers?: readonly string[];
  /** With the number of instances. */
  readonly sopClass?: { readonly uid: string; readonly instances: readonly string[] };
}

export interface AuditMessage {
  readonly event: {
    readonly id: Code;
    readonly types: readonly Code[];
    readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
    readonly at: Date;
    readonly outcome: Outcome;
    readonly outcomeDescription?: string;
  };
  readonly participants: readonly [Participant, ...Participant[]];
  readonly objects: readonly ParticipantObject[];
}

/** Who reports: the same in every message of a server. */
export interface AuditSource {
  /** AuditSourceID. */
  readonly id: string;
  /** AuditEnterpriseSiteID. */
  readonly site?: string | undefined;
  /** Name or address of this machine. */
  readonly host: string;
  /** Of this process. */
  readonly processId: number;
  /** AE titles of the printers. */
  readonly aeTitles: readonly string[];
}

/** The process of the server as a participant. */
export const processOf = (
  { id, host, processId, aeTitles }: AuditSource,
  roles: readonly Code[],
  isRequestor = false,
): Participant => ({
  user: String(processId),
  aeTitles,
  name: id,
  isRequestor,
  roles,
  network: host,
});

/** A user of the console as a participant. */
export const personOf = (user: string, address: string, roles: readonly Code[] = []): Participant => ({
  user,
  isRequestor: true,
  roles,
  ...(address === '' ? {} : { network: address }),
});
