// Certificate, key and trusted authorities as PEM files, read and checked before a connection depends on them.
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { messageOf, SetupFailure } from '../errors/errors.ts';

/** Paths. Certificate and key go together; the certificate may be followed by its intermediates. */
export interface TlsFiles {
  readonly certificate?: string;
  readonly key?: string;
  /** The trusted authorities, one or several; default: those of the system. */
  readonly ca?: string;
}

export interface TlsCredentials {
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: readonly string[];
  /** The name of our own certificate, and how long it is valid. */
  readonly subject?: string;
  readonly validFrom?: Date;
  readonly validTo?: Date;
}

/** The name of a configuration key, or an option, in a failure: `nameOf('ca')`. */
export type FileNaming = (key: keyof TlsFiles) => string;

const certificateBlocks = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

function readText(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SetupFailure('config-invalid', `${name}: ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function parsed<T>(name: string, file: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new SetupFailure('config-invalid', `${name}: ${file} is not ${what}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function certificatesIn(text: string, file: string, name: string): readonly X509Certificate[] {
  const blocks = text.match(certificateBlocks) ?? [];
  if (blocks.length === 0) {
    throw new SetupFailure('config-invalid', `${name}: ${file} holds no certificate in PEM`);
  }
  return parsed(name, file, 'a certificate', () => blocks.map((block) => new X509Certificate(block)));
}

const commonNameOf = (subject: string): string => /^CN=(.*)$/m.exec(subject)?.[1] ?? subject;

/**
 * Reads the files. Throws SetupFailure `config-invalid` with the key: a file that cannot be read or does not have the
 * expected content, or a key that does not match the certificate.
 */
export function readTlsFiles(files: TlsFiles, nameOf: FileNaming): TlsCredentials {
  const ca =
    files.ca === undefined
      ? {}
      : {
          ca: certificatesIn(readText(files.ca, nameOf('ca')), files.ca, nameOf('ca')).map((authority) =>
            authority.toString(),
          ),
        };
  if (files.certificate === undefined && files.key === undefined) return ca;
  if (files.certificate === undefined || files.key === undefined) {
    const [there, missing] =
      files.key === undefined ? (['certificate', 'key'] as const) : (['key', 'certificate'] as const);
    throw new SetupFailure('config-invalid', `${nameOf(there)} requires ${nameOf(missing)} as well`);
  }
  const cert = readText(files.certificate, nameOf('certificate'));
  const [own] = certificatesIn(cert, files.certificate, nameOf('certificate'));
  const keyText = readText(files.key, nameOf('key'));
  const key: KeyObject = parsed(nameOf('key'), files.key, 'a private key without a passphrase', () =>
    createPrivateKey(keyText),
  );
  if (!own?.checkPrivateKey(key)) {
    throw new SetupFailure(
      'config-invalid',
      `${nameOf('key')}: ${files.key} does not match the certificate ${files.certificate}`,
    );
  }
  return {
    ...ca,
    cert,
    key: keyText,
    subject: commonNameOf(own.subject),
    validFrom: own.validFromDate,
    validTo: own.validToDate,
  };
}
