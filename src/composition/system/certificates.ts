// The listeners for DICOM and their certificates: the certificate in use, and why a changed file is not in use.
import type { ApiCertificates } from '../../api/system/system.ts';
import { certificateFacts } from '../../shared/tls/certificate-facts.ts';
import { readTlsFiles, type TlsCredentials } from '../../shared/tls/tls-credentials.ts';
import type { ListenerConfig } from '../../config/config.ts';
import { messageOf } from '../../shared/errors/errors.ts';

const dayMs = 86_400_000;

/** A listener; with TLS, its files and their contents as last read. */
export interface SecuredListener {
  readonly listener: { readonly host: string; readonly port: number; readonly tls: boolean };
  readonly files?: NonNullable<ListenerConfig['tls']> & { readonly current: TlsCredentials };
}

type Listed = ApiCertificates['listeners'][number];

export function certificatesNow(listeners: readonly SecuredListener[], now: Date): ApiCertificates {
  return {
    listeners: listeners.map(({ listener: { host, port, tls }, files }): Listed => {
      if (files === undefined)
        return { host, port, tls, clientCertificate: null, certificate: null, file: null, problem: null };
      const { cert } = files.current;
      return {
        host,
        port,
        tls,
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
