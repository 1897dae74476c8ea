// All checks of a valid configuration, in the order in which problems should be corrected. Start at `examineConfig`.
import type { Config } from '../config/config.ts';
import { checkCalibrations } from './calibrations.ts';
import { checkCertificates } from './certificates.ts';
import { checkConsole } from './console.ts';
import { checkDevices } from './devices.ts';
import { checkSecretFiles } from './secrets.ts';
import { ok, type Finding } from './finding.ts';
import { checkDataOwner, checkDisk, checkDocumentFolders, checkFolder, checkPermissions } from './folders.ts';
import { checkClock, checkNode } from './machine.ts';

/** What only the caller knows. */
export interface CallerFindings {
  /** Of the configuration; default: the name of its file. */
  readonly configuration?: readonly Finding[];
  /** Of the fonts; default: none. */
  readonly fonts?: readonly Finding[];
  /** Whether the server runs. */
  readonly server: readonly Finding[];
  /** Who has its ports. */
  readonly ports: readonly Finding[];
}

async function checkData(config: Config): Promise<readonly Finding[]> {
  const foreign = await checkDataOwner(config);
  if (foreign) return [foreign];
  return [await checkFolder('data folder', config.data, 'data'), ...(await checkPermissions(config.data))];
}

export async function examineConfig(
  config: Config,
  { configuration = [ok('configuration', config.file)], fonts = [], server, ports }: CallerFindings,
): Promise<readonly Finding[]> {
  return [
    ...configuration,
    checkNode(),
    ...fonts,
    await checkClock(config.data),
    ...(await checkData(config)),
    ...(await checkDocumentFolders(config)),
    await checkDisk(config),
    ...server,
    ...ports,
    ...(await checkSecretFiles(config)),
    ...checkConsole(config),
    ...(await checkCertificates([...config.dicom.listeners, config.console])),
    ...(await checkDevices(config)),
    ...checkCalibrations(config),
  ];
}
