// Resolves configured DICOM systems that are only verified. Part of config.ts.
import { syntaxesNamed } from '../dicom/data-set/uids.ts';
import { resolveTls } from '../destinations/dicom/calling-tls.ts';
import type { RemoteEntity } from '../shared/film/printer.ts';
import type { RemoteFile } from './schema/remote-schema.ts';

/**
 * A resolved remote system.
 * @param ownAeTitle AE title of the first printer
 * @param configFolder absolute; certificates are relative to it
 */
export function resolveRemote(
  { name, tls, callingAeTitle = '', transferSyntaxes, ...rest }: RemoteFile,
  ownAeTitle: string,
  configFolder: string,
): RemoteEntity {
  return {
    ...rest,
    name: name ?? rest.aeTitle,
    callingAeTitle: callingAeTitle || ownAeTitle,
    ...(transferSyntaxes && { transferSyntaxes: syntaxesNamed(transferSyntaxes) }),
    ...(tls ? { tls: resolveTls(tls, configFolder) } : {}),
  };
}
