// `hardcopy printers discover`: finds IPP printers in the network by DNS-SD (RFC 6763) over multicast DNS, for the given time.
import { Command } from 'commander';
import { printJson, type CliContext } from '../context.ts';
import type { DiscoveredPrinter } from '../../destinations/ipp/discovery/discovered-printers.ts';
import { discover } from '../../destinations/ipp/discovery/discovery.ts';
import { whole } from '../terminal/option-values.ts';
import { listing } from '../terminal/tables.ts';
import { tableColumns } from '../terminal/terminal.ts';

function printersText(printers: readonly DiscoveredPrinter[], columns: number): string {
  const rows = printers.map(({ name, uri, secureUri, formats, model, location, color }) => [
    name,
    secureUri === undefined ? uri : `${uri} (and ipps)`,
    [model, location, color === true ? 'color' : '', formats.join(' ')].filter(Boolean).join(', '),
  ]);
  return listing(['PRINTER', 'ADDRESS', ''], rows, columns);
}

interface DiscoverOptions {
  readonly seconds: number;
  readonly json?: true;
}

export function discoverCommand({ terminal }: CliContext): Command {
  return new Command('discover')
    .summary('find IPP printers in the network')
    .description('Searches the local network for IPP printers (DNS-SD over multicast). Changes nothing.')
    .option('--seconds <N>', 'how long to wait for answers, 1 to 60', whole(1, 60), 3)
    .option('--json', 'JSON output for scripts, with UUIDs and IP addresses')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy printers discover\n  hardcopy printers discover --seconds 10 --json\n',
    )
    .action(async (_options: unknown, command: Command) => {
      const { seconds, json } = command.optsWithGlobals<DiscoverOptions>();
      const printers = await discover(seconds * 1000);
      if (json) printJson(terminal, { printers });
      else if (printers.length === 0)
        terminal.print(
          `No printer answered within ${seconds} s. Printers in other networks are not found; "hardcopy printers add URI" accepts any address.`,
        );
      else {
        terminal.print(printersText(printers, tableColumns(terminal)));
        terminal.note('\n"hardcopy printers add ADDRESS --ae-title TITLE" makes one of them a film printer.');
      }
    });
}
