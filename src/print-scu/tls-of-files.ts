// Reads the certificate files of a connection, for callers outside the network layer.
import { readTlsFiles, type TlsFiles } from '../shared/tls/tls-credentials.ts';
import type { PrinterAddress } from './print-association.ts';

/**
 * Reads the files at every call, so that renewed certificates are used.
 * @param nameOf - the name of a file in failure messages
 * @throws SetupFailure `config-invalid` with the file and the problem
 */
export function tlsOfFiles(
  { serverName, ...files }: TlsFiles & { readonly serverName?: string },
  nameOf: (file: keyof TlsFiles) => string,
): NonNullable<PrinterAddress['tls']> {
  const credentials = readTlsFiles(files, nameOf);
  return { credentials, ...(serverName === undefined ? {} : { serverName }) };
}
