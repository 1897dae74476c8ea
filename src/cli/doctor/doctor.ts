// `hardcopy doctor`: checks everything that printing depends on, and says how to correct what is wrong. Changes nothing. Each
// kind of check has its own file in doctor/; start at `examine`.
import { Command } from 'commander';
import { loadConfig, type Config, type ConfigOptions } from '../../config/config.ts';
import type { ConfigSchema } from '../../config/schema/config-schema.ts';
import { stated } from '../../shared/stated.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { printJson, type CliContext } from '../context.ts';
import { checkCalibrations } from './calibrations.ts';
import { checkCertificates } from './certificates.ts';
import { checkDevices } from './devices.ts';
import { broken, exitCodes, findingsText, ok, verdictOf, type Finding } from './finding.ts';
import { checkDataOwner, checkDisk, checkDocumentFolders, checkFolder, checkPermissions } from './folders.ts';
import { checkPorts, checkServer } from './server-checks.ts';
import { whole } from '../terminal/option-values.ts';
import { configHelp, configOptions } from '../server/running-config.ts';

interface DoctorOptions {
  readonly config?: string;
  readonly data?: string;
  readonly dicomPort?: number;
  readonly httpPort?: number;
  readonly json?: true;
}

async function checkData(config: Config): Promise<readonly Finding[]> {
  const foreign = await checkDataOwner(config);
  if (foreign) return [foreign];
  return [await checkFolder('data folder', config.data, 'data'), ...(await checkPermissions(config.data))];
}

/**
 * All findings, in the order in which problems should be corrected.
 * @param schema - schema of the configuration; default: with every kind of destination
 */
export async function examine(options: ConfigOptions, schema?: ConfigSchema): Promise<readonly Finding[]> {
  // Loaded here: every command loads this file, but only this check needs the fonts.
  const { checkClock, checkFonts, checkNode } = await import('./machine.ts');
  const machine = [checkNode(), checkFonts()];
  let config: Config;
  try {
    config = loadConfig(options, schema);
  } catch (error) {
    const fix =
      'correct it ("hardcopy check" finds the same faster); everything else is checked once it is valid';
    return [broken('configuration', messageOf(error), fix), ...machine];
  }
  const { data } = config;
  const { findings: serverFindings, server } = await checkServer(data);
  return [
    ok('configuration', config.file),
    ...machine,
    await checkClock(data),
    ...(await checkData(config)),
    ...(await checkDocumentFolders(config)),
    await checkDisk(config),
    ...serverFindings,
    ...(await checkPorts(config, server)),
    ...(await checkCertificates(config.dicom.listeners)),
    ...(await checkDevices(config)),
    ...checkCalibrations(config),
  ];
}

const port = whole(0, 65535);

export function doctorCommand({ terminal }: CliContext): Command {
  return new Command('doctor')
    .summary('find problems and how to solve them')
    .description(
      'Checks everything that printing depends on: configuration, data folder, disk, clock, ports, names, devices, certificates and permissions. Works with and without a running server. Changes nothing.\nExit code 0: no problems, 1: warnings, 2: something is broken.',
    )
    .option('--config <FILE>', configHelp)
    .option('--data <DIR>', 'data folder, instead of the configured one')
    .option('--dicom-port <N>', 'DICOM port, as given to serve', port)
    .option('--http-port <N>', 'HTTP port, as given to serve', port)
    .option('--json', 'JSON output for scripts')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy doctor\n  hardcopy doctor --config /etc/hardcopy.yaml --json\n',
    )
    .action(async ({ config: file, data, dicomPort, httpPort, json }: DoctorOptions) => {
      const findings = await examine(await configOptions(stated({ file, data, dicomPort, httpPort })));
      const verdict = verdictOf(findings);
      if (json) printJson(terminal, { verdict, findings });
      else terminal.print(findingsText(findings));
      if (verdict !== 'ok') throw new CommandFailure(exitCodes[verdict]);
    });
}
