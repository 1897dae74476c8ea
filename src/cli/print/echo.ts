// `hardcopy echo`: verifies connectivity to a printer (C-ECHO).
import { Command } from 'commander';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { echo } from '../../print-scu/echo.ts';
import { printJson, type CliContext } from '../context.ts';
import { echoAll, exitCodeOfSilent, type EchoAllOptions } from './echo-all.ts';
import { dataHelp } from '../server/local-server.ts';
import { aeTitle } from '../terminal/option-values.ts';
import { readTarget, targetHelp } from './print-target.ts';
import { configHelp } from '../server/running-config.ts';
import { addTlsOptions, tlsOf, type TlsCommandOptions } from './tls-options.ts';

interface EchoOptions extends TlsCommandOptions, EchoAllOptions {
  readonly calling: string;
  readonly all?: true;
  readonly printer?: string;
}

/** Those of the given options that select a single printer. */
function namedByOptions(options: EchoOptions, command: Command): readonly string[] {
  const given: readonly (readonly [string, boolean])[] = [
    ['--printer', options.printer !== undefined],
    ['--calling', command.getOptionValueSource('calling') === 'cli'],
    ['--tls', options.tls !== undefined],
    ['--ca', options.ca !== undefined],
    ['--cert', options.cert !== undefined],
    ['--key', options.key !== undefined],
    ['--tls-name', options.tlsName !== undefined],
  ];
  return given.flatMap(([name, isGiven]) => (isGiven ? [name] : []));
}

export function echoCommand({ terminal }: CliContext): Command {
  const command = new Command('echo')
    .summary('verify connectivity to a printer (C-ECHO)')
    .description(
      `Verifies connectivity to a printer (C-ECHO).\n\n${targetHelp}\n\n` +
        'With --all, verifies every film imager and every system under `remotes` in the configuration, ' +
        `several at a time. Exit code ${exitCodeOfSilent} when one does not answer.`,
    )
    .usage('[options] [HOST:PORT AETITLE]')
    .argument('[PRINTER...]', 'HOST:PORT and AETITLE, such as 10.0.0.7:11112 HARDCOPY')
    .option('--calling <AETITLE>', 'own AE title (calling AE title)', aeTitle, 'HARDCOPY_SCU')
    .option('--printer <AETITLE>', 'a printer of the local server', aeTitle)
    .option('--data <DIR>', dataHelp)
    .option('--all', 'all film imagers and remote systems of the configuration')
    .option('--config <FILE>', `with --all: ${configHelp}`)
    .option('--json', 'JSON output for scripts');
  return addTlsOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy echo\n  hardcopy echo --all\n  hardcopy echo 10.0.0.7:104 LASER1 --calling CT1\n  hardcopy echo 10.0.0.7:2762 LASER1 --tls --ca hospital-ca.pem\n',
    )
    .action(async (args: readonly string[], options: EchoOptions) => {
      if (options.all) {
        await echoAll(terminal, options, [...args, ...namedByOptions(options, command)]);
        return;
      }
      if (options.config !== undefined) throw new SetupFailure('usage', '--config needs --all as well');
      const tls = tlsOf(options);
      const { target, rest } = await readTarget(args, options);
      if (rest.length > 0)
        throw new SetupFailure(
          'usage',
          `"${rest.join(' ')}" does not name a printer; give HOST:PORT AETITLE, such as 10.0.0.7:11112 HARDCOPY`,
        );
      const { host, port, calledAeTitle } = target;
      const answer = await echo({ host, port, calledAeTitle, callingAeTitle: options.calling, ...tls });
      const roundTripMs = Math.round(answer.roundTripMs * 10) / 10;
      if (options.json) {
        printJson(terminal, { host, port, aeTitle: calledAeTitle, ...answer, roundTripMs });
        return;
      }
      const name = answer.implementationVersionName ?? answer.implementationClassUid;
      terminal.print(`${calledAeTitle} at ${host}:${port} answers in ${roundTripMs} ms (${name})`);
    });
}
