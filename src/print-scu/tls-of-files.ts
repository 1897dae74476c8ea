// Certificate files for a connection, for callers outside the network layer.
import { readTlsFiles, type TlsFiles } from '../dicom/net/tls-credentials.ts';
import type { PrinterAddress } from './print-association.ts';

/**
 * Reads the files, each time anew, so that renewed ones are used.
 * @param nameOf - what a file is called in a failure
 * @throws SetupFailure `config-invalid` naming the file and what is wrong with it.
 */
export function tlsOfFiles(
  { serverName, ...files }: TlsFiles & { readonly serverName?: string },
  nameOf: (file: keyof TlsFiles) => string,
): NonNullable<PrinterAddress['tls']> {
  const credentials = readTlsFiles(files, nameOf);
  return { credentials, ...(serverName === undefined ? {} : { serverName }) };
}
