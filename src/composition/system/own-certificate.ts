// The certificate of the console: read when the server starts, again when its files change, and shown beside those of the listeners for
// DICOM. Start at `openCertificate`.
import type { Config } from '../../config/config.ts';
import type { Log } from '../../shared/log/log.ts';
import type { TlsCredentials } from '../../shared/tls/tls-credentials.ts';
import { certificateFacts } from '../../shared/tls/certificate-facts.ts';
import { reloadingCredentials, type ReloadingCredentials } from '../../shared/tls/tls-reload.ts';
import type { SecuredListener } from './certificates.ts';

/** The console's side of HTTPS. */
export interface OwnCertificate extends ReloadingCredentials {
  /** The certificate in use, for the list of all. */
  secured(): Pick<SecuredListener, 'files'>;
  /** Calls `listener` with each renewed certificate, before it is the current one. */
  onRenewed(listener: (credentials: TlsCredentials) => void): void;
}

/** Undefined for a console without HTTPS. @throws SetupFailure `config-invalid` */
export function openCertificate(tls: Config['console']['tls'], log: Log): OwnCertificate | undefined {
  if (!tls) return undefined;
  const listeners: ((credentials: TlsCredentials) => void)[] = [];
  const credentials = reloadingCredentials(
    tls.files,
    tls.nameOf,
    (found) => {
      // One that throws keeps the previous certificate in use.
      for (const listener of listeners) listener(found);
    },
    log,
  );
  return {
    get current() {
      return credentials.current;
    },
    reload: () => {
      credentials.reload();
    },
    close: () => {
      credentials.close();
    },
    onRenewed: (listener) => {
      listeners.push(listener);
    },
    secured: () => ({ files: { ...tls, clientCertificate: 'none', current: credentials.current } }),
  };
}

/** The fingerprint by which the commands on this machine know the server. */
export const fingerprintOf = ({ cert }: TlsCredentials): string | undefined =>
  cert === undefined ? undefined : certificateFacts(cert).sha256;
