// Resolves the keys of our own certificate. Part of config.ts.
import path from 'node:path';
import type { TlsFiles } from '../shared/tls/tls-credentials.ts';

/** The files of our own certificate. */
export interface CertificateFiles {
  /** Absolute paths. */
  readonly files: TlsFiles;
  /** The path of the key that names a file: `dicom.listeners[0].tls.key`. */
  readonly nameOf: (key: keyof TlsFiles) => string;
}

interface CertificateKeys {
  readonly certificate: string;
  readonly key: string;
  readonly ca?: string | undefined;
}

/**
 * @param at path of the keys, for messages: `console.tls`
 * @param folder of the configuration file; absolute
 */
export function resolveCertificate(
  { certificate, key, ca }: CertificateKeys,
  at: string,
  folder: string,
): CertificateFiles {
  return {
    files: {
      certificate: path.resolve(folder, certificate),
      key: path.resolve(folder, key),
      ...(ca === undefined ? {} : { ca: path.resolve(folder, ca) }),
    },
    nameOf: (file: keyof TlsFiles) => `${at}.${file}`,
  };
}
