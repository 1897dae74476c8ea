// `hardcopy doctor`: checks everything that printing depends on, and says how to correct what is wrong. Changes nothing. Each
// kind of check has its own file in src/doctor/; start at `examine`.
import { Command } from 'commander';
import { loadConfig, type Config, type ConfigOptions } from '../../config/config.ts';
import type { ConfigSchema } from '../../config/schema/config-schema.ts';
import { stated } from '../../shared/stated.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { printJson, type CliContext } from '../context.ts';
import { examineConfig } from '../../doctor/examine.ts';
import { broken, verdictOf, type Finding } from '../../doctor/finding.ts';
import { checkNode } from '../../doctor/machine.ts';
import { exitCodes, findingsText } from './findings-text.ts';
import { checkPorts, checkServer } from './server-checks.ts';
import { ApiClient } from '../server/api-client.ts';
import { whole } from '../terminal/option-values.ts';
import { configHelp, configOptions } from '../server/running-config.ts';

interface DoctorOptions {
  readonly config?: string;
  readonly data?: string;
  readonly dicomPort?: number;
  readonly httpPort?: number;
  readonly json?: true;
}

/**
 * All findings, in the order in which problems should be corrected.
 * @param schema - schema of the configuration; default: with every kind of destination
 */
export async function examine(options: ConfigOptions, schema?: ConfigSchema): Promise<readonly Finding[]> {
  // Loaded here: every command loads this file, but only this check needs the fonts.
  const { checkFonts } = await import('../../doctor/fonts.ts');
  const fonts = [checkFonts()];
  let config: Config;
  try {
    config = loadConfig(options, schema);
  } catch (error) {
    const fix =
      'correct it ("hardcopy check" finds the same faster); everything else is checked once it is valid';
    return [broken('configuration', messageOf(error), fix), checkNode(), ...fonts];
  }
  const { findings, server } = await checkServer(config.data);
  return examineConfig(config, { fonts, server: findings, ports: await checkPorts(config, server) });
}

/** The findings of the running server, which knows what is in use; undefined: none answers. */
async function askServer(data: string | undefined): Promise<readonly Finding[] | undefined> {
  try {
    const api = await ApiClient.find(stated({ data }));
    const { findings } = await api.doctor();
    const { checkFonts } = await import('../../doctor/fonts.ts');
    const all = findings.map(({ fix, ...finding }) => ({ ...finding, ...(fix === null ? {} : { fix }) }));
    const at = all.findIndex(({ check }) => check === 'node') + 1;
    return all.toSpliced(at, 0, checkFonts());
  } catch {
    // The local checks say why it does not answer.
    return undefined;
  }
}

const port = whole(0, 65535);

export function doctorCommand({ terminal }: CliContext): Command {
  return new Command('doctor')
    .summary('find problems and how to solve them')
    .description(
      'Checks everything that printing depends on: configuration, data folder, disk, clock, ports, names, devices, certificates and permissions. A running server makes the checks itself, with what it has in use; --config and the ports make this command check the file instead. Changes nothing.\nExit code 0: no problems, 1: warnings, 2: something is broken.',
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
      const isOther = file !== undefined || dicomPort !== undefined || httpPort !== undefined;
      const asked = isOther ? undefined : await askServer(data);
      const findings =
        asked ?? (await examine(await configOptions(stated({ file, data, dicomPort, httpPort }))));
      const verdict = verdictOf(findings);
      if (json) printJson(terminal, { verdict, findings });
      else terminal.print(findingsText(findings));
      if (verdict !== 'ok') throw new CommandFailure(exitCodes[verdict]);
    });
}
