// What the Print SCP needs to serve an association, and what it knows of the client.
import type { Association } from '../dicom/dimse/association.ts';
import type { Log } from '../shared/log/log.ts';
import type { RefusalLog } from '../shared/log/refusal-log.ts';
import type { ClientIdentity, ClientProfile } from './clients/client-profile.ts';
import type { Permission } from './clients/permissions.ts';
import type { PrintScpLimits } from './film/operation.ts';
import type { PrintScpPorts } from './ports.ts';
import type { ParkedSessions } from './requests/parked-sessions.ts';

export interface PrintScpOptions {
  readonly ports: PrintScpPorts;
  readonly limits: PrintScpLimits;
  /** What the client may do; default: everything. */
  readonly may?: readonly Permission[];
  /** Client-specific workarounds. */
  readonly profileFor: (client: ClientIdentity) => ClientProfile;
  /** Waiting for the confirmation of an event, ms; 0 for no limit. */
  readonly eventConfirmationMs: number;
  /** Of printer events; default: the same. */
  readonly printerEventConfirmationMs?: number;
  /** Film sessions that outlive their associations; default: none does. */
  readonly sessions?: ParkedSessions;
  /** Writes the log lines of refused requests, a limited number per minute and address. */
  readonly refusals: RefusalLog;
  readonly log: Log;
}

/** What client profiles are chosen by. */
export function identityOf({ callingAeTitle, peer, peerImplementation }: Association): ClientIdentity {
  return {
    callingAeTitle,
    address: peer.address,
    implementationClassUid: peerImplementation.classUid,
    implementationVersionName: peerImplementation.versionName ?? '',
  };
}
