// Why a TLS handshake failed, in words: the codes of OpenSSL and Node as sentences for the administrator of a printer.
import { messageOf, systemCodeOf } from '../errors/errors.ts';

/** Verification of the peer's certificate (X509_V_ERR…), as Node names it. */
const certificateReasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  CERT_SIGNATURE_FAILURE: 'its certificate has a wrong signature',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed, not issued by a trusted authority (ca)',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate was issued by an authority that is not trusted (ca)',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate was issued by an authority that is not trusted (ca)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate was issued by an authority that is not trusted (ca)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate was issued by an authority that is not trusted (ca)',
  INVALID_PURPOSE: 'its certificate is not meant for this role',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

const handshakeReasons: Readonly<Record<string, string>> = {
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: 'it presented no certificate, and one is required',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'it speaks only TLS versions older than 1.2',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it refuses TLS 1.2 and 1.3',
  ERR_SSL_NO_SHARED_CIPHER: 'it offers no cipher suite of BCP 195',
  ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM: 'no signature algorithm is common to both sides',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not use TLS: unencrypted DICOM, or another protocol',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not use TLS: unencrypted DICOM, or another protocol',
  ERR_SSL_HTTP_REQUEST: 'it speaks HTTP, not TLS',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not trust the authority that issued our certificate',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'it refuses our certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'it reports that our certificate has expired',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'it refuses our certificate',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it requires a certificate from us',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    'it found nothing that both sides support, or requires a certificate',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'it did not finish the handshake in time',
  ECONNRESET: 'it closed the connection during the handshake',
};

/** Why a certificate is not accepted, by Node's code. */
export function certificateReason(code: string): string {
  return certificateReasons[code] ?? `its certificate is not accepted (${code})`;
}

/** Why a handshake failed; undefined if the error is of another kind. */
export function tlsReasonOf(error: unknown): string | undefined {
  const code = systemCodeOf(error) ?? '';
  return certificateReasons[code] ?? (code === 'ECONNRESET' ? undefined : handshakeReasons[code]);
}

/** The same for an error known to be from a handshake. */
export function handshakeReason(error: unknown): string {
  return tlsReasonOf(error) ?? handshakeReasons[systemCodeOf(error) ?? ''] ?? messageOf(error);
}
