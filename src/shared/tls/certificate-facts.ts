// The facts about a certificate that are shown to administrators. Pure.
import { X509Certificate } from 'node:crypto';

export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Alternative names. */
  readonly names: readonly string[];
  readonly serialNumber: string;
  /** Fingerprint. */
  readonly sha256: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

const oneLine = (name: string) => name.split('\n').join(', ');

/** @param pem the first certificate of it; must be valid */
export function certificateFacts(pem: string): CertificateFacts {
  const certificate = new X509Certificate(pem);
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: (certificate.subjectAltName ?? '').split(', ').filter(Boolean),
    serialNumber: certificate.serialNumber,
    sha256: certificate.fingerprint256,
    validFrom: certificate.validFromDate,
    validTo: certificate.validToDate,
  };
}
