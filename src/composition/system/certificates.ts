// The listeners for DICOM and the console with their certificates: the certificate in use, and why a changed file is not in use.
import type { ApiCertificates } from '../../api/system/system.ts';
import type { ExpiringCertificate } from '../../console/ports/system.ts';
import { certificateFacts } from '../../shared/tls/certificate-facts.ts';
import { readTlsFiles, type TlsCredentials } from '../../shared/tls/tls-credentials.ts';
import type { ListenerConfig } from '../../config/config.ts';
import { messageOf } from '../../shared/errors/errors.ts';

const dayMs = 86_400_000;
/** From then on it is something to do. */
const soonDays = 30;

/** A listener; with TLS, its files and their contents as last read. */
export interface SecuredListener {
  /** Default: DICOM. */
  readonly protocol?: Listed['protocol'];
  readonly listener: { readonly host: string; readonly port: number; readonly tls: boolean };
  readonly files?: NonNullable<ListenerConfig['tls']> & { readonly current: TlsCredentials };
}

type Listed = ApiCertificates['listeners'][number];

export function certificatesNow(listeners: readonly SecuredListener[], now: Date): ApiCertificates {
  return {
    listeners: listeners.map(({ listener: { host, port, tls }, protocol = 'dicom', files }): Listed => {
      const at = { protocol, host, port, tls };
      if (files === undefined)
        return { ...at, clientCertificate: null, certificate: null, file: null, problem: null };
      const { cert } = files.current;
      return {
        ...at,
        clientCertificate: files.clientCertificate,
        certificate: cert === undefined ? null : shown(cert, now),
        file: files.files.certificate ?? null,
        problem: problemOf(files),
      };
    }),
  };
}

function shown(pem: string, now: Date): Listed['certificate'] {
  const { validFrom, validTo, ...facts } = certificateFacts(pem);
  return {
    ...facts,
    validFrom: validFrom.toISOString(),
    validTo: validTo.toISOString(),
    daysLeft: Math.floor((validTo.getTime() - now.getTime()) / dayMs),
  };
}

type Files = NonNullable<SecuredListener['files']>;

function problemOf({ files, nameOf }: Files): string | null {
  try {
    readTlsFiles(files, nameOf);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Certificates that have expired, or expire soon. */
export function expiringCertificates(
  listeners: readonly SecuredListener[],
  now: Date,
): readonly ExpiringCertificate[] {
  return listeners.flatMap(({ listener: { host, port }, files }) => {
    const { subject = '', validTo } = files?.current ?? {};
    if (validTo === undefined || validTo.getTime() - now.getTime() >= soonDays * dayMs) return [];
    return [{ host, port, subject, validTo: validTo.toISOString() }];
  });
}
