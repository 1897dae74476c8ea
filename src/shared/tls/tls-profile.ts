// The TLS profile of every connection: BCP 195 (RFC 8996, RFC 9325), for DICOM the Secure Transport Connection Profile of PS3.15 B.12.
// TLS 1.2 and 1.3; for TLS 1.2 only suites with ephemeral keys and authenticated encryption.
import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { TlsCredentials } from './tls-credentials.ts';

const suites = [
  // TLS 1.3 (RFC 9325 4.2 leaves them to RFC 8446)
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  // TLS 1.2 (RFC 9325 4.2)
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/** Settings of both roles. */
export const tlsProfile: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: suites.join(':'),
  ecdhCurve: 'X25519:P-256:P-384:P-521',
  honorCipherOrder: true,
  // No resumption: a session from before a reload would outlive the certificate that it was opened with.
  secureOptions:
    constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION,
};

/** The profile with these credentials. */
export function secureContextOf({ cert, key, ca }: TlsCredentials): SecureContextOptions {
  return {
    ...tlsProfile,
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(ca ? { ca: [...ca] } : {}),
  };
}
