// TLS for a DICOM system that the server calls: the configuration keys, and the settings with absolute paths.
import path from 'node:path';
import { z } from 'zod';
import type { RemoteEntity } from '../../shared/film/printer.ts';
import { stated } from '../../shared/stated.ts';

/** TLS for a DICOM system that the server calls. */
export const callingTls = z
  .strictObject({
    ca: z
      .string()
      .min(1)
      .optional()
      .describe("PEM file of the authorities that issued the imager's certificate; default: the system's"),
    certificate: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file of the client certificate, for imagers that require one'),
    key: z.string().min(1).optional().describe('PEM file of its private key'),
    serverName: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe("Name in the imager's certificate, if it differs from host"),
  })
  .optional()
  .describe('Default: unencrypted. Files are relative to this file');

/** @param configFolder - absolute; certificate files are relative to it */
export function resolveTls(
  { serverName, ...files }: NonNullable<z.output<typeof callingTls>>,
  configFolder: string,
): NonNullable<RemoteEntity['tls']> {
  const absolute = (file: string | undefined) =>
    file === undefined ? undefined : path.resolve(configFolder, file);
  const { ca, certificate, key } = files;
  return stated({ ca: absolute(ca), certificate: absolute(certificate), key: absolute(key), serverName });
}
