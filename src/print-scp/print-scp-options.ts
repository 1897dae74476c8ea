// Options of the Print SCP, and the identification of a client.
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
  /** Permissions of the client; default: all. */
  readonly may?: readonly Permission[];
  /** Client-specific workarounds. */
  readonly profileFor: (client: ClientIdentity) => ClientProfile;
  /** Maximum wait for the confirmation of an event, ms; 0 for no limit. */
  readonly eventConfirmationMs: number;
  /** The same for printer events; default: `eventConfirmationMs`. */
  readonly printerEventConfirmationMs?: number;
  /** Film sessions that outlive their associations; default: every session ends with its association. */
  readonly sessions?: ParkedSessions;
  /** Writes the log lines of refused requests, a limited number per minute and address. */
  readonly refusals: RefusalLog;
  readonly log: Log;
}

/** The identification by which a client profile is chosen. */
export function identityOf({ callingAeTitle, peer, peerImplementation }: Association): ClientIdentity {
  return {
    callingAeTitle,
    address: peer.address,
    implementationClassUid: peerImplementation.classUid,
    implementationVersionName: peerImplementation.versionName ?? '',
  };
}
