// `hardcopy printers discover`: which IPP printers are in the network? They are asked by DNS-SD (RFC 6763) over multicast
// DNS, for as long as the command says.
import type { Bonjour, Service } from 'bonjour-service';
import { Command } from 'commander';
import { EventEmitter } from 'node:events';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import { printJson, type CliContext } from '../context.ts';
import { maxPrinters, printersOf, type DiscoveredPrinter } from './discovered-printers.ts';
import { whole } from '../terminal/option-values.ts';
import { listing } from '../terminal/tables.ts';
import { settlesWithin } from '../../shared/within.ts';

/** Of the socket for multicast DNS. */
export interface DiscoveryNetwork {
  /** IP address of the interface that is asked on; default: all. */
  readonly interface?: string;
  /** What the socket listens on; default: the interface. */
  readonly bind?: string;
  /** 5353 when absent. */
  readonly port?: number;
}

/** What goes wrong with the socket, which the package keeps to itself. */
function socketOf(bonjour: Bonjour): EventEmitter | undefined {
  const server: unknown = Reflect.get(bonjour, 'server');
  const mdns: unknown =
    typeof server === 'object' && server !== null ? Reflect.get(server, 'mdns') : undefined;
  return mdns instanceof EventEmitter ? mdns : undefined;
}

/**
 * Asks for `ms` who is there.
 * Throws SetupFailure `usage` when the network cannot be asked.
 */
export async function discover(
  ms: number,
  network: DiscoveryNetwork = {},
): Promise<readonly DiscoveredPrinter[]> {
  // The package hands its options on to the socket.
  const { Bonjour } = await import('bonjour-service');
  const bonjour = new Bonjour(network, () => undefined);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  socketOf(bonjour)?.on('error', reject);
  const found: Record<'ipp' | 'ipps', Map<string, Service>> = { ipp: new Map(), ipps: new Map() };
  try {
    const browsers = (['ipp', 'ipps'] as const).map((type) => {
      const keep = (service: Service) => {
        const services = found[type];
        if (services.size < maxPrinters || services.has(service.fqdn)) services.set(service.fqdn, service);
      };
      const browser = bonjour.find({ type }, keep);
      browser.on('txt-update', keep);
      browser.on('srv-update', keep);
      return browser;
    });
    // A question may get lost: it is asked again half way.
    const half = () => settlesWithin(ms / 2, failed);
    await half();
    for (const browser of browsers) browser.update();
    await half();
    for (const browser of browsers) browser.stop();
    return printersOf([...found.ipp.values()], [...found.ipps.values()]);
  } catch (error) {
    throw new SetupFailure('usage', `the network cannot be asked for printers: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    await new Promise<void>((resolve) => {
      bonjour.destroy(() => {
        resolve();
      });
    });
  }
}

function printersText(printers: readonly DiscoveredPrinter[]): string {
  const rows = printers.map(({ name, uri, secureUri, formats, model, location, color }) => [
    name,
    secureUri === undefined ? uri : `${uri} (and ipps)`,
    [model, location, color === true ? 'colour' : '', formats.join(' ')].filter(Boolean).join(', '),
  ]);
  return listing(['PRINTER', 'ADDRESS', ''], rows);
}

interface DiscoverOptions {
  readonly seconds: number;
  readonly json?: true;
}

export function discoverCommand({ terminal }: CliContext): Command {
  return new Command('discover')
    .summary('find IPP printers in the network')
    .description(
      'Asks the network for printers (DNS-SD, multicast: those of this network only). Changes nothing.',
    )
    .option('--seconds <N>', 'how long to wait for answers, 1 to 60', whole(1, 60), 3)
    .option('--json', 'for scripts, with UUIDs and IP addresses')
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
          `No printer answered within ${seconds} s. Those of other networks do not; "hardcopy printers add URI" takes any address.`,
        );
      else {
        terminal.print(printersText(printers));
        terminal.note('\n"hardcopy printers add ADDRESS --ae-title TITLE" makes one a film printer.');
      }
    });
}
