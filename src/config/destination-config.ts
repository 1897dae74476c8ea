// Destinations as configured → as they are used: names, absolute paths, milliseconds, and what they take from their
// printer. Part of config.ts.
import path from 'node:path';
import type { DestinationFile } from './schema/destination-schema.ts';
import { syntaxesNamed } from '../dicom/data-set/uids.ts';
import type { RemoteFile } from './schema/remote-schema.ts';
import { filmSizeOf } from '../shared/film/film-sizes.ts';
import { unreachable } from '../shared/errors/errors.ts';
import type { Destination, DeviceDestination, Printer, RemoteEntity } from '../shared/film/printer.ts';

export interface DestinationSurroundings {
  readonly printer: Pick<Printer, 'aeTitle' | 'densities' | 'filmSizes' | 'customFilmSizes'>;
  /** Absolute; folders of documents are relative to it. */
  readonly dataFolder: string;
  /** That of the configuration file; certificates are relative to it. */
  readonly configFolder: string;
}

export function resolveDestination(
  destination: DestinationFile,
  { printer, dataFolder, configFolder }: DestinationSurroundings,
): Destination {
  const base = { name: destination.name ?? destination.kind, required: destination.required };
  switch (destination.kind) {
    case 'pdf':
      return {
        ...{ kind: 'pdf', ...base, fileName: destination.fileName },
        folder: path.resolve(dataFolder, destination.folder),
      };
    case 'ipp':
      return { ...base, ...resolveIpp(destination) };
    case 'dicom':
      return { ...base, ...resolveDicom(destination, printer, configFolder) };
    case 'pool': {
      const devices = destination.devices.map((device): DeviceDestination => {
        const member = { name: device.name ?? device.kind, required: true };
        return device.kind === 'ipp'
          ? { ...member, ...resolveIpp(device) }
          : { ...member, ...resolveDicom(device, printer, configFolder) };
      });
      return { kind: 'pool', ...base, devices };
    }
    default:
      throw unreachable(destination);
  }
}

type FileOf<K extends DestinationFile['kind']> = Extract<DestinationFile, { kind: K }>;
type Resolved<K extends Destination['kind']> = Omit<Extract<Destination, { kind: K }>, 'name' | 'required'>;

/** The keys that have a value. */
export function stated<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function resolveIpp(destination: Omit<FileOf<'ipp'>, 'required'>): Resolved<'ipp'> {
  const { kind, uri, whenTooSmall, whenNotLoaded, stuckMinutes, mediumTypes, trays, ...rest } = destination;
  const { username, password, certificateFingerprint } = rest;
  return {
    ...{ kind, uri, whenTooSmall, whenNotLoaded, stuckMinutes, mediumTypes },
    ...stated({ username, password, certificateFingerprint }),
    trays: Object.fromEntries(Object.entries(trays).map(([term, tray]) => [term, stated(tray)])),
  };
}

function resolveDicom(
  destination: Omit<FileOf<'dicom'>, 'required'>,
  printer: DestinationSurroundings['printer'],
  configFolder: string,
): Resolved<'dicom'> {
  const { kind, host, port, aeTitle, callingAeTitle, print, tls, timeouts, followSeconds } = destination;
  const { filmSizes, maxPduLength, maxPduSent, transferSyntaxes } = destination;
  return {
    ...{ kind, host, port, aeTitle, print, maxPduLength, maxPduSent },
    ...(transferSyntaxes && { transferSyntaxes: syntaxesNamed(transferSyntaxes) }),
    callingAeTitle: callingAeTitle ?? printer.aeTitle,
    timeouts: {
      connect: timeouts.connect * 1000,
      association: timeouts.association * 1000,
      response: timeouts.response * 1000,
      release: timeouts.release * 1000,
      betweenPackets: timeouts.betweenPackets * 1000,
    },
    followMs: followSeconds * 1000,
    densities: printer.densities,
    ...(filmSizes ? { filmSizes: filmSizes.map((id) => filmSizeOf(id, printer)) } : {}),
    ...(tls ? { tls: resolveTls(tls, configFolder) } : {}),
  };
}

/** Files of certificates, absolute. */
function resolveTls({ serverName, ...files }: NonNullable<FileOf<'dicom'>['tls']>, configFolder: string) {
  const absolute = (file: string | undefined) =>
    file === undefined ? undefined : path.resolve(configFolder, file);
  const { ca, certificate, key } = files;
  return stated({ ca: absolute(ca), certificate: absolute(certificate), key: absolute(key), serverName });
}

/**
 * A remote system as it is used.
 * @param ownAeTitle that of the first printer
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
